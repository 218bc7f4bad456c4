import type { HttpResponse } from '../rest/http/response.ts';
import type { Clock } from '../clock.ts';
import type { Json } from '../json.ts';

/** By method and template (`GET /user`): what is answered to the parameters, whether of the path, query or body. */
export type FakeRoutes = Readonly<
  Record<string, (parameters: Json) => HttpResponse>
>;

export type FakeAnswers = ReturnType<typeof createFakeAnswers>;

/** Answers in GitHub's form: each bears the date, and a refusal says why. */
export function createFakeAnswers(clock: Clock) {
  const answer = (
    status: number,
    data: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): HttpResponse => ({
    status,
    data,
    host: 'api.github.com',
    headers: {
      'x-github-request-id': 'fake',
      date: new Date(clock.now()).toUTCString(),
      ...headers,
    },
  });
  const refusal = (status: number, message: string): HttpResponse =>
    answer(status, {
      message,
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    });
  return { answer, refusal, notFound: () => refusal(404, 'Not Found') };
}

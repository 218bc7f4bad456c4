import { type ApiResponse, ok } from './response.ts';
import type { ApiRequest } from './route.ts';

function positive(text: string | null, fallback: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

/**
 * One page of a list, with its `Link` header. https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 * @param api the base of absolute links
 */
export function paginate<T>(
  request: ApiRequest,
  api: string,
  items: readonly T[],
  body: (page: readonly T[]) => unknown,
  { size: usual, most } = { size: 30, most: 100 },
): ApiResponse {
  const size = Math.min(most, positive(request.query.get('per_page'), usual));
  const page = positive(request.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  function link(number: number, rel: string) {
    const query = new URLSearchParams(request.query);
    query.set('page', String(number));
    return `<${api}${request.url.pathname}?${query}>; rel="${rel}"`;
  }
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return {
    ...ok(body(items.slice((page - 1) * size, page * size))),
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
  };
}

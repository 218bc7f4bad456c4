import type { LocalGitHub } from '../github/index.ts';

/** What a person can do to a run on GitHub's side of the page. */
export const RUN_VERBS: Readonly<
  Record<string, (github: LocalGitHub, id: number) => void>
> = {
  advance: (github, id) => void github.advance(id),
  succeed: (github, id) => void github.finish(id, 'success'),
  fail: (github, id) =>
    void github.finish(id, 'failure', {
      log: [
        'npm error code ELIFECYCLE',
        'npm error The build ended with exit code 1',
      ],
    }),
  timeout: (github, id) => void github.finish(id, 'timed_out'),
  hang: (github, id) => github.replan(id, { hang: true }),
  release: (github, id) => void github.release(id),
  approve: (github, id) => void github.approve(id),
  reject: (github, id) => void github.reject(id),
  cancel: (github, id) => void github.cancel(id),
  rerun: (github, id) => void github.rerun(id),
};

import type { Result } from '../../github.ts';

/** Supplies the `Authorization` header. */
export type Credentials = {
  authorization(): Promise<Result<string>>;
  /** GitHub refused this header. True when a fresh one may help. */
  expire(authorization: string): boolean;
};

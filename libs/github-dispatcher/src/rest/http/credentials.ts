import type { Result } from '../../github.ts';

export type Authorization = {
  /** The value of the `Authorization` header. */
  readonly header: string;
  /** The part of it that must not appear anywhere. */
  readonly secret: string;
  /** When it was created, epoch milliseconds on the host's clock; absent for a token that is not ours to create. */
  readonly createdAt?: number;
};

/** Supplies the `Authorization` header. */
export type Credentials = {
  authorize(): Promise<Result<Authorization>>;
  /** GitHub refused this header. True if a new one may help. */
  expire(authorization: Authorization): boolean;
};

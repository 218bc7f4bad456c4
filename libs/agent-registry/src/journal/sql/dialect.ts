/** What the two databases call differently. */
export interface SqlDialect {
  /** For statements that only one of them has, such as triggers. */
  readonly name: 'sqlite' | 'postgres';
  /** Put before each name: a schema and a dot, or nothing. */
  readonly prefix: string;
  /** Text that sorts by its bytes, so that a range of it is a prefix. */
  readonly sortable: string;
}

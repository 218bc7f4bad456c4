/** Milliseconds since the epoch. Tests pass their own to move through the 15 minutes of a token at once. */
export type Clock = () => number;

/** Two sequences that have no numbers to compare, although both have numbers. */
export class IncomparableError extends Error {
  override readonly name = 'IncomparableError';
}

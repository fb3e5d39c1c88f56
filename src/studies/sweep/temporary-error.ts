/** What may pass by itself, such as a service that does not answer: the same line is worth another try. */
export class TemporaryError extends Error {
  override readonly name = 'TemporaryError';
}

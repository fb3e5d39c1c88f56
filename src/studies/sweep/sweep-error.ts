/** Results that do not belong together, or files that are not what they should be; the message names them. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}

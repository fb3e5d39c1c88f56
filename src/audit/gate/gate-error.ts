/** A policy or a baseline that is none; the message names the field. */
export class GateError extends Error {
  override readonly name = 'GateError';
}

/** A link that cannot be opened; the message says why in words for the person who followed it. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** A file is read whole; a browser gives no more to a page for sure. */
export const MOST_BYTES = 512 << 20;
/** What one text may hold in every browser, with room. */
export const MOST_JSON_BYTES = 256 << 20;
export const MOST_SEQUENCES = 200_000;
/** Of all sequences together. */
export const MOST_POSITIONS = 4_000_000;
/** Of one position: more than serving libraries give unless they are asked for the whole vocabulary. */
export const MOST_ALTERNATIVES = 32;
/** Of a file of logits, all held as f32: 512 MiB. */
export const MOST_LOGITS = 1 << 27;

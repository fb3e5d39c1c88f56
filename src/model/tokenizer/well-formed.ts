/** Halves of UTF-16 pairs that stand alone, which JSON can spell and UTF-8 cannot. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** The text as UTF-8 would hold it: U+FFFD for each half of a pair that stands alone. */
export function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, '\ufffd');
}

/** What to say of a prompt that holds such halves, or null. */
export function surrogateNote(text: string): string | null {
  const count = text.match(LONE_SURROGATES)?.length ?? 0;
  if (count === 0) return null;
  return `${count} lone ${count === 1 ? 'surrogate' : 'surrogates'} in the text, fed as U+FFFD: no UTF-8 can hold half a UTF-16 pair`;
}

import type { Experiment } from '../experiment/schema.ts';

/** What a record says of prompts that are fed otherwise than they are written. */
export function promptNotes({ requests }: Experiment): string[] {
  return requests.flatMap(({ id, prompt }) => {
    const note = prompt === undefined ? null : surrogateNote(prompt);
    return note === null ? [] : [`${id}: ${note}`];
  });
}

/** Halves of UTF-16 pairs that stand alone, which JSON can spell and UTF-8 cannot. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** What to say of a prompt that holds such halves, or null. */
function surrogateNote(text: string): string | null {
  const count = text.match(LONE_SURROGATES)?.length ?? 0;
  if (count === 0) return null;
  return `${count} lone ${count === 1 ? 'surrogate' : 'surrogates'} in the text, fed as U+FFFD: no UTF-8 can hold half a UTF-16 pair`;
}

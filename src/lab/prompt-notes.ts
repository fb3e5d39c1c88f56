import type { Experiment } from '../experiment/schema.ts';
import { surrogateNote } from '../model/tokenizer/well-formed.ts';

/** What a record says of prompts that are fed otherwise than they are written. */
export function promptNotes({ requests }: Experiment): string[] {
  return requests.flatMap(({ id, prompt }) => {
    const note = prompt === undefined ? null : surrogateNote(prompt);
    return note === null ? [] : [`${id}: ${note}`];
  });
}

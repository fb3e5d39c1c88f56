import type { ReferenceId } from '../references/references.ts';

export interface TermEntry {
  readonly name: string;
  /** One or two sentences that need no other entry. */
  readonly means: string;
  /** Ids of entries that lie next to it. */
  readonly see: readonly string[];
  /** Where the entry has what it says of the world beyond this lab. */
  readonly sources?: readonly ReferenceId[];
}

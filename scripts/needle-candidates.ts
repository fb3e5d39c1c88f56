import { OPENINGS } from '../src/studies/search/openings.ts';
import { stratifiedSubset } from '../src/studies/tasks/subset.ts';
import type { Task } from '../src/studies/tasks/task-file.ts';

export const KINDS = ['prose', 'long', 'short'] as const;
/** `long` tasks may take 100 tokens or more, `short` ones fewer. */
export type Kind = (typeof KINDS)[number];

/** A prompt to try as a probe. */
export interface Candidate {
  readonly kind: Kind;
  readonly id: string;
  readonly prompt: string;
}

const LONG = 100;

/** Up to `limit` candidates of each kind: prose in the order of the list, tasks in their share of kinds and levels. */
export function candidates(kinds: readonly Kind[], tasks: readonly Task[], limit: number): Candidate[] {
  const prose = OPENINGS.map((prompt, i): Candidate => ({ kind: 'prose', id: `prose-${i + 1}`, prompt }));
  const taken = (kind: Kind, isOfKind: (task: Task) => boolean) =>
    stratifiedSubset(tasks.filter(isOfKind), limit).map(
      ({ id, prompt }): Candidate => ({ kind, id, prompt }),
    );
  const byKind: Readonly<Record<Kind, readonly Candidate[]>> = {
    prose: prose.slice(0, limit),
    long: taken('long', ({ maxNewTokens }) => maxNewTokens >= LONG),
    short: taken('short', ({ maxNewTokens }) => maxNewTokens < LONG),
  };
  return kinds.flatMap((kind) => byKind[kind]);
}

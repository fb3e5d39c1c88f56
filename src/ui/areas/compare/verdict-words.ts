import { forkWords, type PairVerdict, verdictOf } from '../../../report/verdict.ts';
import { type DiffRecord, type RunRecord, traceKey } from '../../../results/record.ts';
import { counted } from '../../../results/text.ts';
import type { RunView, StreamToken } from '../../state/lab-state.ts';
import { forkSoFar, type Pair } from '../../state/pairs.ts';

/** Of a pair that has no token yet. */
export const NOT_RUN: PairVerdict = { tone: 'none', words: 'not run yet' };

/** What can be said of a pair by now: of its tokens while it runs, of its bits once it is over. */
export function verdictWords(pair: Pair, view: RunView): PairVerdict {
  if (view.record) return verdictOf(diffOf(pair, view.record), view.record);
  const [a, b] = [pair.a, pair.b].map(({ name }) => view.streams[traceKey(name, pair.probe.id)] ?? []);
  return verdictSoFar(a, b);
}

export function diffOf({ a, b, probe }: Pair, record: RunRecord): DiffRecord {
  return record.diffs.find((diff) => diff.a === a.name && diff.b === b.name && diff.probe === probe.id)!;
}

function verdictSoFar(a: readonly StreamToken[], b: readonly StreamToken[]): PairVerdict {
  const shared = Math.min(a.length, b.length);
  if (a.length + b.length === 0) return NOT_RUN;
  if (shared === 0) return { tone: 'none', words: 'nothing to compare yet' };
  const fork = forkSoFar(a, b);
  if (fork === null) return { tone: 'none', words: `same ${counted(shared, 'token')} so far` };
  return { tone: 'fork', words: forkWords(fork, a[fork].text, b[fork].text) };
}

import { type DiffRecord, type RunRecord, traceKey } from '../../../results/record.ts';
import { grouped } from '../../../results/text.ts';
import { quoted } from '../../kit/format.ts';
import type { RunView, StreamToken } from '../../state/lab-state.ts';
import { forkSoFar, type Pair } from '../../state/pairs.ts';

/** `none`: nothing to say yet. `bits`: the same tokens from different bits. */
export type Tone = 'none' | 'same' | 'bits' | 'fork';

export interface VerdictWords {
  readonly tone: Tone;
  readonly words: string;
}

/** What can be said of a pair by now: of its tokens while it runs, of its bits once it is over. */
export function verdictWords(pair: Pair, view: RunView): VerdictWords {
  if (view.record) return finalVerdict(diffOf(pair, view.record), view.record);
  const [a, b] = [pair.a, pair.b].map(({ name }) => view.streams[traceKey(name, pair.probe.id)] ?? []);
  return verdictSoFar(a, b);
}

export function diffOf({ a, b, probe }: Pair, record: RunRecord): DiffRecord {
  return record.diffs.find((diff) => diff.a === a.name && diff.b === b.name && diff.probe === probe.id)!;
}

function verdictSoFar(a: readonly StreamToken[], b: readonly StreamToken[]): VerdictWords {
  const shared = Math.min(a.length, b.length);
  if (a.length + b.length === 0) return { tone: 'none', words: 'not run yet' };
  if (shared === 0) return { tone: 'none', words: 'nothing to compare yet' };
  const fork = forkSoFar(a, b);
  if (fork === null) return { tone: 'none', words: `same ${tokenCount(shared)} so far` };
  return { tone: 'fork', words: forkWords(fork, a[fork].text, b[fork].text) };
}

function finalVerdict(diff: DiffRecord, record: RunRecord): VerdictWords {
  const tokens = tokenCount(diff.comparedPositions);
  if (diff.fork !== null) {
    const { a, b } = diff.forkTokens!;
    return { tone: 'fork', words: forkWords(diff.fork, a?.text, b?.text) };
  }
  if (diff.comparedPositions === 0) {
    return { tone: 'none', words: 'nothing to compare: neither arm generated a token' };
  }
  if (!diff.identical) return { tone: 'bits', words: `same ${tokens}, different bits` };
  const arm = record.arms.find(({ name }) => name === diff.a)!;
  const { fingerprint } = arm.requests.find(({ id }) => id === diff.probe)!;
  const logits = `${grouped(diff.comparedLogits)} logits`;
  return {
    tone: 'same',
    words: `bit-identical: ${tokens}, ${logits}, fingerprint ${fingerprint.slice(0, 16)}…`,
  };
}

function tokenCount(count: number): string {
  return count === 1 ? '1 token' : `${grouped(count)} tokens`;
}

function forkWords(fork: number, a: string | undefined, b: string | undefined): string {
  const words = (text: string | undefined) => (text === undefined ? 'ended' : quoted(text));
  return `fork at token ${grouped(fork)}: A ${words(a)} / B ${words(b)}`;
}

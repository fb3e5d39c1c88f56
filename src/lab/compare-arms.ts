import { breathe } from '../engines/cpu/breathe.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { LoadedModel } from '../model/load.ts';
import { pairKeyOf } from '../results/compare-reports.ts';
import { alignStreams, diffStreams, type Pause, type StreamPair } from '../results/diff.ts';
import { type ArmRecord, type DiffRecord, type RunResult, traceKey } from '../results/record.ts';

interface Comparing {
  readonly signal?: AbortSignal | undefined;
  /** Positions that have been compared, and how many there are. */
  readonly onPosition?: (done: number, total: number) => void;
}

/** Compares pair after pair; others get the thread between positions. Throws the signal's reason where aborted. */
export async function comparePairs(
  pairs: readonly StreamPair[],
  { signal, onPosition }: Comparing,
): Promise<DiffRecord[]> {
  const total = pairs.reduce((sum, { a, b }) => sum + alignStreams(a.tokens, b.tokens).comparable, 0);
  let done = 0;
  const pause: Pause = async () => {
    await breathe();
    signal?.throwIfAborted();
    onPosition?.(done++, total);
  };
  const diffs: DiffRecord[] = [];
  for (const pair of pairs) diffs.push(await diffStreams(pair, pause));
  return diffs;
}

/** Every probe that both arms of a pair share. */
export function comparedPairs(
  { compare }: Pick<Experiment, 'compare'>,
  records: readonly ArmRecord[],
  { traces, measured }: Pick<RunResult, 'traces' | 'measured'>,
  { checkpoint, tokenizer }: Pick<LoadedModel, 'checkpoint' | 'tokenizer'>,
): StreamPair[] {
  const vocabulary = checkpoint.config.vocabSize;
  return compare.flatMap(([a, b]) => {
    const [inA, inB] = [a, b].map((name) => records.find((arm) => arm.name === name)!);
    const probes = inA.requests.filter(
      ({ id, role }) => role === 'probe' && inB.requests.some((other) => other.id === id),
    );
    const stream = ({ name, requests }: ArmRecord, id: string) => {
      const { tokens } = requests.find((request) => request.id === id)!;
      return { arm: name, tokens, trace: traces.get(traceKey(name, id))! };
    };
    return probes.map(({ id }) => ({
      ...{ probe: id, a: stream(inA, id), b: stream(inB, id), vocabulary },
      measured: measured.get(pairKeyOf({ a, b, probe: id })) ?? new Map(),
      textOf: (token: number) => tokenizer.tokenText(token),
    }));
  });
}

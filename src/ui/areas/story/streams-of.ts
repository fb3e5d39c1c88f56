import { traceKey } from '../../../results/record.ts';
import type { RunView, StreamToken } from '../../state/lab-state.ts';
import type { Pair } from '../../state/pairs.ts';
import type { Streams } from '../compare/token-place.ts';

const NO_TOKENS: readonly StreamToken[] = [];

/** What a run gave by now for a pair's probe, in both arms. */
export function streamsOf({ streams }: Pick<RunView, 'streams'>, { a, b, probe }: Pair): Streams {
  const [ofA, ofB] = [a, b].map(({ name }) => streams[traceKey(name, probe.id)] ?? NO_TOKENS);
  return { a: ofA, b: ofB };
}

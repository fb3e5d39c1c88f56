import { grouped } from '../../../results/text.ts';
import type { PairChoice } from '../../../studies/search/pair.ts';
import { durationWords } from '../../kit/format.ts';
import type { RunView } from '../../state/lab-state.ts';

/** Mean time of the pair's two runs on screen, of as many of the probe's tokens; null where they are not of this page. */
export function millisecondsPerRun(
  { source, record }: Pick<RunView, 'source' | 'record'>,
  pair: PairChoice,
  tokens: number | null,
): number | null {
  if (source !== 'live' || !record) return null;
  const arms = record.arms.filter(({ name }) => name === pair.a || name === pair.b);
  if (arms.length === 0) return null;
  const probe = record.experiment.requests.find(({ id }) => id === pair.probe);
  const share = tokens === null || !probe ? 1 : Math.min(1, tokens / probe.maxNewTokens);
  return (share * arms.reduce((sum, { timing }) => sum + timing.milliseconds, 0)) / arms.length;
}

/** `16 runs at most, about 12 s`. */
export function costWords(runs: number, perRun: number | null, bound = ''): string {
  const count = `${grouped(runs)} ${runs === 1 ? 'run' : 'runs'}${bound && ` ${bound}`}`;
  return perRun === null ? count : `${count}, about ${durationWords(runs * perRun)}`;
}

import { type CompareReports, pairKeyOf, positionKeyOf } from '../../../results/compare-reports.ts';
import type { RunRecord } from '../../../results/record.ts';
import { labClient } from '../../state/client.ts';

/** Pairs whose series and positions are kept whole; of more, those that a visitor opened. */
export const MOST_PAIRS = 32;
/** Reports of single positions, of some 1.5 kB each; each lists the highest logits and how far all of them lie apart. */
export const MOST_POSITIONS = 1000;

/**
 * What the page can show of a run once its logits are gone: the series of its pairs and a report of each position that they compare,
 * the first pairs first. `known` is not asked for again; `goOn` says before each question whether the worker still holds the run.
 */
export async function gatherReports(
  { diffs }: RunRecord,
  known: CompareReports,
  goOn: () => boolean,
): Promise<CompareReports> {
  const pairs = { ...known.pairs };
  const positions = { ...known.positions };
  const compared = diffs.slice(0, MOST_PAIRS);
  for (const { a, b, probe } of compared) {
    const key = pairKeyOf({ a, b, probe });
    if (pairs[key]) continue;
    if (!goOn()) break;
    const answer = await labClient.compare.pair({ a, b, probe });
    if (answer.ok && goOn()) pairs[key] = answer.value;
  }
  for (const { a, b, probe, comparedPositions } of compared) {
    for (let position = 0; position < comparedPositions; position++) {
      if (Object.keys(positions).length >= MOST_POSITIONS || !goOn()) break;
      const names = { a, b, probe, position, forced: false };
      const key = positionKeyOf(names);
      if (positions[key]) continue;
      const answer = await labClient.compare.position(names);
      if (answer.ok && goOn()) positions[key] = answer.value;
    }
  }
  return { ...known, pairs, positions };
}

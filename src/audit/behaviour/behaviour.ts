import { createRandom } from '../../experiment/random.ts';
import { meanOf } from '../../numerics/inference/mean-difference.ts';
import { holm } from '../../numerics/inference/multiplicity.ts';
import { wilsonInterval } from '../../numerics/inference/wilson.ts';
import { counted, grouped } from '../../results/text.ts';
import {
  type BehaviourReport,
  boundsOf,
  type Difference,
  type Figure,
  type MeasureReport,
  type WindowSummary,
} from './behaviour-report.ts';
import { independentDifference, type Pairs, pairedDifference, type Tested } from './differences.ts';
import { isShare, MEASURES, type MeasureId } from './measures.ts';
import { MOST_KEPT, type WindowTally } from './window-tally.ts';

const ALPHA = 0.05;
/** Share of the larger window's answers that must have a partner, so that pairs stand for both. */
const ENOUGH_PAIRED = 0.8;
const SEED = 1;

/** What two windows of transcripts do otherwise, or what one does. Pure: the same windows give the same report. */
export function behaviourReport(
  reference: WindowTally,
  current: WindowTally | null,
  told: readonly string[] = [],
): BehaviourReport {
  const pairs = current && pairsOf(reference, current);
  const windows = current ? [reference, current] : [reference];
  const hasCalls = windows.some(({ toolCalls }) => toolCalls > 0);
  const ids = MEASURES.filter((id) => id !== 'repeatedCalls' || hasCalls);
  const tested = ids.map((id) => (current ? testOf(id, reference, current, pairs) : null));
  const corrected = holm(tested.flatMap((test) => (test ? [test.p] : [])));
  let next = 0;
  const measures = ids.map((id, i): MeasureReport => {
    const test = tested[i];
    return {
      ...{ id, kind: isShare(id) ? 'share' : 'mean' },
      reference: figureOf(reference, id),
      current: current && figureOf(current, id),
      difference: test && withCorrection(test, corrected[next++]),
    };
  });
  return {
    ...{ version: 1, unit: reference.unit, measures },
    reference: summaryOf(reference),
    current: current && summaryOf(current),
    comparison: current && { pairs: pairs?.length ?? null, alpha: ALPHA, tests: corrected.length },
    notes: [...told, ...windows.flatMap(notesOf)],
  };
}

/** Rows of both windows that answer the same question; null where too few do for pairs to stand for all. */
function pairsOf(reference: WindowTally, current: WindowTally): Pairs | null {
  const [a, b] = [reference.rows, current.rows];
  if (!a || !b) return null;
  const pairs = [...a].flatMap(([name, row]) => {
    const other = b.get(name);
    return other === undefined ? [] : [[row, other] as const];
  });
  const enough = ENOUGH_PAIRED * Math.max(reference.answers, current.answers);
  return pairs.length >= 2 && pairs.length >= enough ? pairs : null;
}

function testOf(
  id: MeasureId,
  reference: WindowTally,
  current: WindowTally,
  pairs: Pairs | null,
): Tested | null {
  if (reference.momentsOf(id).n === 0 || current.momentsOf(id).n === 0) return null;
  const random = createRandom(SEED);
  return pairs
    ? pairedDifference(id, reference, current, pairs, random)
    : independentDifference(id, reference, current, random);
}

function withCorrection(test: Tested, corrected: number): Difference {
  return { ...boundsOf(test), p: test.p, corrected, differs: corrected <= ALPHA };
}

function figureOf(window: WindowTally, id: MeasureId): Figure | null {
  const moments = window.momentsOf(id);
  const { n, mean } = moments;
  if (n === 0) return null;
  if (!isShare(id)) return { ...boundsOf(meanOf(moments)), n };
  const { rate, low, high } = wilsonInterval(Math.round(mean * n), n);
  return { value: rate, low, high, n };
}

function summaryOf({ name, answers, toolCalls, examples }: WindowTally): WindowSummary {
  return { name, answers, toolCalls, loops: examples.loops, calls: examples.calls };
}

function notesOf({ name, renamed, rows }: WindowTally): string[] {
  const notes: string[] = [];
  if (renamed > 0)
    notes.push(
      `${name}: ${counted(renamed, 'answer')} to a question that had one before; intervals take them as independent, so that they are too narrow where answers to one question are alike.`,
    );
  if (!rows)
    notes.push(`${name}: more than ${grouped(MOST_KEPT)} answers, of which only sums are kept: no pairs.`);
  return notes;
}

import { comparisonAt, type StreamPair } from '../results/diff.ts';
import { comparedReport, type PositionReport, positionReport } from '../results/position-report.ts';
import type { RunRecord } from '../results/record.ts';
import type { LabSetting } from './open-arm.ts';
import { replayLogits } from './position-logits.ts';

export interface PositionSetting extends LabSetting {
  readonly record: RunRecord;
  /** Tokens so far and in all, where both arms have to run again. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * What is to be seen of a pair's logits at a generated position: from those that are kept, from what was measured in passing, else by
 * running both arms again up to it. Throws RangeError where a stream is shorter, and like `replayLogits`.
 */
export async function positionOfPair(
  pair: StreamPair,
  position: number,
  { record, onProgress, ...setting }: PositionSetting,
): Promise<PositionReport> {
  const { probe, a, b, textOf } = pair;
  const place = { probe, a: a.arm, b: b.arm, position, forced: false, textOf };
  const [traceA, traceB] = [a, b].map(({ trace }) => trace[position]);
  if (!traceA || !traceB)
    throw new RangeError(
      `${probe}: expected a token ${position} in ${a.arm} and ${b.arm}, found fewer tokens`,
    );
  if (traceA.logits && traceB.logits)
    return positionReport({ ...place, logits: { a: traceA.logits, b: traceB.logits } });
  const comparison = comparisonAt(pair, position);
  if (comparison) return comparedReport(place, comparison);
  const total = 2 * (position + 1);
  const logitsOf = async (arm: string, before: number) =>
    await replayLogits({
      ...{ ...setting, experiment: record.experiment, place: { request: probe, position } },
      recorded: record.arms.find(({ name }) => name === arm)!,
      onProgress: (done) => onProgress?.(before + done, total),
    });
  const logits = { a: await logitsOf(a.arm, 0), b: await logitsOf(b.arm, position + 1) };
  return positionReport({ ...place, logits });
}

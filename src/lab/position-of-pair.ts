import { comparisonAt, type StreamPair } from '../results/diff.ts';
import { comparedReport, type PositionReport, positionReport } from '../results/position-report.ts';
import type { RunRecord } from '../results/record.ts';
import type { LabSetting } from './open-arm.ts';
import { replayPair } from './position-logits.ts';

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
  const armOf = (arm: string) => record.arms.find(({ name }) => name === arm)!;
  const logits = await replayPair({
    ...{ ...setting, ...(onProgress && { onProgress }), experiment: record.experiment },
    ...{ recorded: { a: armOf(a.arm), b: armOf(b.arm) }, place: { request: probe, position } },
  });
  return positionReport({ ...place, logits });
}

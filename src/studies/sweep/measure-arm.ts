import { behaviourOf } from '../../results/behaviour.ts';
import { passes } from '../../results/score.ts';
import type { Answered, AnsweredUnit } from './answered.ts';
import type { Unit } from './experiment-of.ts';
import type { Observation } from './job.ts';
import { completionHash } from './job-fingerprint.ts';
import { latencyOf } from './measure-latency.ts';
import { meanMargin } from './measure-margins.ts';
import type { Measure } from './measures.ts';

type Value = number | null;

/** Tokens of a run that counts as a loop once it is said again, without overlapping. */
export const LOOP = 16;

/**
 * What is measured of an arm by itself. An answer that failed passes nothing, and has no other value: 0 tokens would be a short answer.
 * `distinct` counts over observations: its value here is 1, one more completion to tell from the others by `completion`.
 */
const VALUES = {
  pass: ({ text, failed }, { task }) => (task ? Number(!failed && passes(text, task)) : null),
  distinct: ({ failed }) => (failed ? null : 1),
  length: (answer) => ofAnswer(answer, ({ tokens }) => tokens.length),
  loops: (answer) => ofAnswer(answer, (each) => Number(behaviourOf(each).longestRepeat >= LOOP)),
  steps: (answer) => ofAnswer(answer, (each) => behaviourOf(each).steps),
  margin: (answer, _, others) => ofAnswer(answer, () => meanMargin(answer, others)),
  ttft: ({ times }) => latencyOf(times).ttft,
  tpot: ({ times }) => latencyOf(times).tpot,
  e2el: ({ times }) => latencyOf(times).e2el,
  bytes: (answer) => ofAnswer(answer, ({ bytes }) => bytes.weights + bytes.cache),
  accepted: (answer) => ofAnswer(answer, ({ accepted }) => accepted),
} satisfies Partial<
  Record<Measure, (answer: AnsweredUnit, unit: Unit, others: readonly AnsweredUnit[]) => Value>
>;

const MEASURED: Readonly<Partial<Record<Measure, (typeof VALUES)[keyof typeof VALUES]>>> = VALUES;

function ofAnswer(answer: AnsweredUnit, value: (answer: AnsweredUnit) => Value): Value {
  return answer.failed ? null : value(answer);
}

/** A unit in an arm; null where the arm does not serve it. `beside`: arms that it is compared with. */
export function measuredArm(
  unit: Unit,
  arm: Answered,
  beside: readonly Answered[],
  measures: readonly Measure[],
): Observation | null {
  const answer = arm.units.get(unit.id);
  if (!answer) return null;
  const others = beside.flatMap((other) => other.units.get(unit.id) ?? []);
  return {
    ...{ unit: unit.id, kind: unit.kind, arm: arm.name, against: null },
    values: Object.fromEntries(
      measures.map((measure) => [measure, MEASURED[measure]!(answer, unit, others)]),
    ),
    ...(!answer.failed && { completion: completionHash(answer.tokens) }),
  };
}

import { createRandom } from '../../experiment/random.ts';
import { DEFAULT_CANARY } from '../../experiment/route-schema.ts';
import { mixedSeed } from '../../experiment/traffic/variates.ts';
import { wilsonInterval } from '../../numerics/inference/wilson.ts';
import { type CanaryDecision, CanaryTest } from '../../steps/canary-test.ts';
import type { CanaryRule } from '../../steps/serving.ts';
import type { CanaryGrade } from './alarms-report.ts';
import { halfOf } from './grade-share.ts';
import type { GradedFault } from './graded-faults.ts';
import type { AlarmsPlan } from './plan.ts';
import type { CourseSource } from './seen-course.ts';

/** As Load sets it: 5 % of requests, medians of latency up to 1.25 times, and here pass shares up to 10 points below. */
export const CANARY_RULE: CanaryRule = { ...DEFAULT_CANARY, quality: { margin: 0.1 } };
/** Requests drawn at once. */
const CHUNK = 400;

/**
 * Trials of a release that brings the fault with it, its first stage, against what was served before; where nothing is wrong with the
 * service both arms get what the change brings.
 */
export function gradeCanary(
  { kind }: GradedFault,
  { before, stages: [first] }: CourseSource,
  { courses, seed }: AlarmsPlan,
): CanaryGrade {
  const control = kind === 'nothing' ? first : before;
  const decisions = Array.from({ length: courses }, (_, index) => {
    const random = createRandom(mixedSeed(seed + 1, index));
    const test = new CanaryTest(CANARY_RULE);
    for (;;) {
      const arms = {
        control: control.requests(CHUNK, random),
        canary: first.requests(CHUNK, random),
      };
      for (let i = 0; i < CHUNK; i++) {
        const arm = random.next() < CANARY_RULE.share * 2 ** 32 ? 'canary' : 'control';
        const { latency, passed } = arms[arm][i];
        const now = test.add(arm, { ms: latency, passed });
        if (now.decision !== 'continue') return now;
      }
    }
  });
  return canaryGrade(decisions);
}

function canaryGrade(decisions: readonly CanaryDecision[]): CanaryGrade {
  const total = decisions.length;
  const because = (...reasons: CanaryDecision['because'][]) =>
    decisions.filter((each) => reasons.includes(each.because));
  const harmed = because('slower', 'worse');
  const { rate, low, high } = wilsonInterval(harmed.length, total);
  return {
    harm: { value: rate, low, high },
    unproven: because('unproven').length / total,
    promoted: because('no-worse').length / total,
    requests: halfOf(
      harmed.map(({ requests }) => requests.canary),
      total,
    ),
  };
}

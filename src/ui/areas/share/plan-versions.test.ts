import { expect, test, vi } from 'vitest';
import { CpuEngine } from '../../../engines/cpu/cpu.ts';
import { runExperiment } from '../../../lab/run.ts';
import type { KernelSet } from '../../../numerics/sets/sets.ts';
import { planText } from '../../../report/plan.ts';
import { formatRun } from '../../../report/run.ts';
import { changedRules } from '../../../results/receipt.ts';
import { lookInto } from '../../../studies/microscope/microscope.ts';
import { PLAN_NAMES } from '../../../studies/microscope/step-facts.ts';
import { MODEL, twoArms } from '../../../studies/microscope/testing/looked.ts';
import { expectedOf } from './share-link.ts';

vi.mock('../../../numerics/rule-name.ts', () => ({ ruleName: (set: KernelSet) => `${set}@7` }));

/** Every versioned rule that a value's JSON quotes. */
const rulesIn = (value: unknown) => [
  ...new Set(JSON.stringify(value).match(/\b(?:variant|invariant|pinned|score)@\d+/g)),
];

test.each(['variant', 'invariant'] as const)(
  'a new version of %s shows in the record, the step log, the report, the look and the link',
  async (set) => {
    const engine = new CpuEngine();
    const { record } = await runExperiment({ experiment: twoArms(set), model: MODEL, engine });
    const place = { a: 'alone', b: 'company', probe: 'p', position: 1 };
    const { look, a } = await lookInto({ record, model: MODEL, engine, place });
    const rule = [`${set}@7`];
    expect(record.planRules).toEqual(rule);
    for (const { steps } of record.arms)
      for (const { plans } of steps)
        for (const [operation, text] of Object.entries(plans)) expect(rulesIn(text), operation).toEqual(rule);
    expect(rulesIn(formatRun(record))).toEqual(rule);
    for (const name of PLAN_NAMES) expect(rulesIn(planText(look.a, name)), name).toEqual(rule);
    expect(rulesIn([a.norm, a.matmul])).toEqual(rule);
    const expected = expectedOf(record);
    expect(expected.rules).toEqual(rule);
    expect(changedRules(expected, record)).toEqual([]);
    expect(changedRules({ rules: [`${set}@6`] }, record)).toEqual([`${set}@6`]);
    expect(changedRules({}, record)).toEqual([]);
  },
);

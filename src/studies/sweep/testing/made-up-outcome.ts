import { wilsonInterval } from '../../../numerics/inference/wilson.ts';
import type { Provenance } from '../job.ts';
import type { CellSummary, Estimate, StudyOutcome, TestedHypothesis } from '../outcome.ts';
import { parseStudy } from '../read-study.ts';
import type { Hypothesis, Study } from '../study-schema.ts';

/**
 * A small study and figures that nothing computed, made so that a report has one of everything to show: all four conclusions, a hypothesis
 * that was not planned, a share, a mean, times to a fork with some censored, deviations.
 */
export const MADE_UP_STUDY: Study = parseStudy({
  version: 1,
  id: 'made-up-noise',
  title: 'Noise and precision (made up)',
  question: 'Does a noisy crowd lower the pass rate of tasks, and does precision?',
  base: {
    version: 1,
    title: 'Tasks in company',
    requests: [
      { role: 'probe', id: 'unit', prompt: 'Hello', maxNewTokens: 8 },
      { role: 'noise', id: 'company', noise: { kind: 'vague', seed: 1, tokens: 24 }, maxNewTokens: 8 },
    ],
    arms: [
      { name: 'variant', kernels: 'variant', requests: ['unit', 'company'] },
      { name: 'invariant', kernels: 'invariant', requests: ['unit', 'company'] },
    ],
    compare: [['variant', 'invariant']],
  },
  units: { kind: 'tasks', count: 120, company: { size: 7 }, perJob: 40 },
  axes: [
    {
      name: 'noise-share',
      values: [0, 0.5, 1].map((share) => ({
        label: `${100 * share} %`,
        set: { 'units.company.noise': share },
      })),
    },
    {
      name: 'precision',
      values: [
        { label: 'f32', set: { 'base.arms.0.dtype': 'f32', 'base.arms.0.weights': 'stored' } },
        { label: 'q4', set: { 'base.arms.0.dtype': 'bf16', 'base.arms.0.weights': 'q4' } },
      ],
    },
  ],
  seeds: [1, 2],
  measures: ['pass', 'length', 'tokensToFork'],
  hypotheses: [
    planned('noise-f32', 'pass', 'equivalence', 0.02, [
      { 'noise-share': '100 %', precision: 'f32' },
      { 'noise-share': '0 %', precision: 'f32' },
    ]),
    planned('q4-against-f32', 'pass', 'difference', 0.02, [{ precision: 'q4' }, { precision: 'f32' }]),
    planned('noise-q4', 'pass', 'difference', 0.02, [
      { 'noise-share': '100 %', precision: 'q4' },
      { 'noise-share': '0 %', precision: 'q4' },
    ]),
    planned('length-q4', 'length', 'difference', 2, [{ precision: 'q4' }, { precision: 'f32' }]),
  ],
  plan: { n: 240, alpha: 0.05, correction: 'holm' },
});

function planned(
  id: string,
  measure: Hypothesis['measure'],
  kind: Hypothesis['kind'],
  smallest: number,
  [a, b]: readonly [Record<string, string>, Record<string, string>],
): object {
  const arm = measure === 'tokensToFork' ? {} : { arm: 'variant' };
  return { id, measure, kind, smallest, a: { axes: a, ...arm }, b: { axes: b, ...arm } };
}

export const MADE_UP_PROVENANCE: Provenance = {
  engine: 'cpu',
  adapter: {
    vendor: '',
    architecture: 'x64',
    device: 'simd',
    description: 'a made-up processor',
    software: true,
  },
  models: [{ name: 'nano', hash: `sha256:${'3f'.repeat(32)}` }],
  rules: ['invariant@2', 'variant@1'],
  canary: '00112233445566778899aabbccddeeff',
};

/** Of the made-up study; a new object each time. */
export function madeUpOutcome(): StudyOutcome {
  const [noise, q4, noiseQ4, length] = MADE_UP_STUDY.hypotheses;
  return {
    version: 1,
    study: 'ab'.repeat(32),
    definition: MADE_UP_STUDY,
    strata: [MADE_UP_PROVENANCE],
    jobs: { planned: 36, done: 36, rerun: 1, differing: 0 },
    cells: MADE_UP_STUDY.axes[0].values.flatMap((_, share) => [0, 1].flatMap((dtype) => cells(share, dtype))),
    hypotheses: [
      tested(noise, 240, [passed(152, 240), passed(152, 240)], estimate(0, -0.0118, 0.0118), {
        p: 1,
        equivalenceP: 0.0004,
        adjusted: 0.0016,
        conclusion: 'equivalent',
      }),
      tested(q4, 720, [passed(355, 720), passed(455, 720)], estimate(-0.1389, -0.1712, -0.1066), {
        p: 3.1e-16,
        equivalenceP: 1,
        adjusted: 9.3e-16,
        conclusion: 'difference',
      }),
      tested(noiseQ4, 240, [passed(115, 240), passed(121, 240)], estimate(-0.025, -0.0664, 0.0164), {
        p: 0.3074,
        equivalenceP: 0.5933,
        adjusted: 0.3074,
        conclusion: 'inconclusive',
      }),
      tested(
        length,
        720,
        [estimate(41.9, 40.8, 43), estimate(42.7, 41.6, 43.8)],
        estimate(-0.8, -1.3, -0.3),
        {
          test: 'paired bootstrap, BCa',
          p: 0.002,
          equivalenceP: 0.0002,
          adjusted: 0.004,
          conclusion: 'negligible',
        },
      ),
      tested(
        EXPLORED,
        360,
        [estimate(18.2, 16.4, 20), estimate(27.5, 25.6, 29.4)],
        estimate(-9.3, -12, -6.6),
        {
          test: 'log-rank',
          p: 0.00002,
          equivalenceP: null,
          adjusted: 0.00002,
          conclusion: 'difference',
          planned: false,
        },
      ),
    ],
    deviations: ['Two tasks were answered in no cell before the limit of tokens; they count as not passed.'],
    look: null,
  };
}

const EXPLORED: Hypothesis = {
  id: 'fork-by-noise',
  measure: 'tokensToFork',
  kind: 'difference',
  smallest: 0,
  a: { axes: { 'noise-share': '100 %' } },
  b: { axes: { 'noise-share': '0 %' } },
};

function cells(share: number, dtype: number): CellSummary[] {
  const cell = [share, dtype];
  const passes = dtype === 0 ? 152 : [121, 119, 115][share];
  const mean = dtype === 0 ? 42.7 : 41.9;
  const restricted = [27.5, 22.1, 18.2][share] - 3 * dtype;
  const ofArm = { cell, against: null, unitKind: null, n: 240 };
  return [
    { ...ofArm, arm: 'variant', measure: 'pass', estimate: passed(passes, 240) },
    { ...ofArm, arm: 'invariant', measure: 'pass', estimate: passed(152, 240) },
    { ...ofArm, arm: 'variant', measure: 'length', estimate: estimate(mean, mean - 1.1, mean + 1.1) },
    {
      ...ofArm,
      arm: 'variant',
      against: 'invariant',
      measure: 'tokensToFork',
      n: 120,
      estimate: estimate(restricted, restricted - 1.8, restricted + 1.8),
      survival: {
        curve: [0, 4, 9, 16, 25, 36].map(
          (tokens, step) => [tokens, 1 - step * (0.1 + 0.02 * share + 0.01 * dtype)] as const,
        ),
        censored: 60 - 12 * share - 6 * dtype,
      },
    },
  ];
}

function tested(
  hypothesis: Hypothesis,
  n: number,
  [a, b]: readonly [Estimate, Estimate],
  difference: Estimate,
  found: Pick<TestedHypothesis, 'p' | 'equivalenceP' | 'adjusted' | 'conclusion'> & Partial<TestedHypothesis>,
): TestedHypothesis {
  return { hypothesis, n, a, b, difference, test: 'McNemar, exact', planned: true, ...found };
}

function passed(count: number, of: number): Estimate {
  const { rate, low, high } = wilsonInterval(count, of);
  return { value: rate, low, high };
}

function estimate(value: number, low: number, high: number): Estimate {
  return { value, low, high };
}

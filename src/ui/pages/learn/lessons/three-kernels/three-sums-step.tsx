import { useState } from 'react';
import { attentionPlan, decodingStep } from '../../../../../numerics/attention-plan.ts';
import { describePlan } from '../../../../../numerics/describe-plan.ts';
import { matmulPlan } from '../../../../../numerics/matmul-plan.ts';
import type { ReductionPlan } from '../../../../../numerics/plan.ts';
import { rmsnormPlan } from '../../../../../numerics/rmsnorm-plan.ts';
import type { KernelSet } from '../../../../../numerics/sets/sets.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import styles from './three-kernels.module.css';

const [HIDDEN, KEYS] = [512, 300];
const ALL_ROWS = steps(1, 128);

interface Reduction {
  readonly name: string;
  readonly sums: string;
  readonly plan: (set: KernelSet, rows: number) => ReductionPlan;
}

const REDUCTIONS: readonly Reduction[] = [
  {
    name: 'matmul',
    sums: `${HIDDEN} products of an activation and a weight`,
    plan: (set, rows) => matmulPlan(set, { rows, terms: HIDDEN, columns: HIDDEN, parallelism: 64 }),
  },
  {
    name: 'RMSNorm',
    sums: `${HIDDEN} squares of a row’s own activations`,
    plan: (set, rows) => rmsnormPlan(set, rows, HIDDEN),
  },
  {
    name: 'attention',
    sums: `${KEYS} values of earlier positions, weighted`,
    plan: (set, rows) =>
      attentionPlan(
        set,
        { keys: KEYS, cached: KEYS - 1, decode: true },
        decodingStep({ headDim: 32, heads: 1, kvHeads: 1, parallelism: 64 }, rows, KEYS),
      ),
  },
];

export function ThreeSumsStep({ complete }: StepProps) {
  const [rows, setRows] = useState(1);
  const change = (next: number) => {
    setRows(next);
    if (REDUCTIONS.every(({ plan }) => !samePlan(plan('variant', next), plan('variant', 1)))) complete();
  };
  return (
    <>
      <p>
        Many operations of a language model work on one number at a time, and no batch can touch those. In
        this lab’s model, a dense one on one device, three add many terms into one, take nearly all of the
        time, and have an order to lose: the matrix product, the norm, and attention. Served models have more
        such sums: over devices, where the algorithm may follow the batch <Cite of="vllm-batch-invariance" />,
        over experts, over the vocabulary.
      </p>
      <p>
        In each, the variant set does what serving libraries do, for the same reason. The{' '}
        <Term id="matmul">matmul</Term> cuts K until the workgroups are busy.{' '}
        <Term id="rmsnorm">RMSNorm</Term> gives a row more lanes when there are few rows.{' '}
        <Term id="attention">Attention</Term> cuts a row’s keys into more pieces when few rows are decoding.
        Three rules, one habit: each asks how many rows there are.
      </p>
      <Figure
        label="The plans of the three reductions"
        caption={`One of your decoding rows at hidden size ${HIDDEN}, with ${KEYS} keys in its context, in a step of M decoding rows. These are the plans that the kernels execute, in the words of the step log: cut the terms into chunks, deal each chunk to lanes, add the lanes as a tree, add the chunks in order.`}
      >
        <Knob label="M, decoding rows in the step" value={rows} values={ALL_ROWS} onChange={change} />
        <div className={styles.opPlans}>
          {REDUCTIONS.map((reduction) => (
            <Plans key={reduction.name} reduction={reduction} rows={rows} />
          ))}
        </div>
      </Figure>
      <p>
        They do not give way together. The matmul moves at M = 2, the norm at 5, attention at 8: each has its
        own idea of how much work is enough. That is why the lab lets each operation have a kernel set of its
        own, and why which of the three is to blame is an experiment and not a matter of opinion.
      </p>
    </>
  );
}

function Plans({
  reduction: { name, sums, plan },
  rows,
}: {
  readonly reduction: Reduction;
  readonly rows: number;
}) {
  return (
    <section aria-label={name}>
      <h4>
        {name} <small>{sums}</small>
      </h4>
      <dl>
        {(['variant', 'invariant'] as const).map((set) => {
          const same = samePlan(plan(set, rows), plan(set, 1));
          return (
            <div key={set} style={{ display: 'contents' }}>
              <dt>{same ? '= as alone' : '≠ as alone'}</dt>
              <dd className={same ? undefined : knob.kernelDiffers}>{describePlan(plan(set, rows))}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

function samePlan(a: ReductionPlan, b: ReductionPlan): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

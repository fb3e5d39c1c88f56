import { useState } from 'react';
import { CURE } from '../../../../../numerics/sets/sets.ts';
import tables from '../../../../kit/styles/tables.module.css';
import { resultOf } from '../../../../state/task.ts';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import knob from '../kernel-parts/knob.module.css';
import threeKernels from '../three-kernels/three-kernels.module.css';
import { type CasePrice, type Finding, findingOf } from './price.ts';
import { usePrice } from './price-store.ts';
import styles from './the-price.module.css';

const FINDINGS: readonly { readonly finding: Finding; readonly words: string }[] = [
  { finding: 'slower', words: 'Invariant is slower than variant' },
  { finding: 'faster', words: 'Invariant is faster than variant' },
  { finding: 'not told apart', words: 'This measurement cannot tell them apart' },
];

export function ReadStep({ complete }: StepProps) {
  const cases = resultOf(usePrice())?.found ?? [];
  return (
    <>
      <p>
        A ratio of 1.04 means nothing by itself. Repeats scatter, and the interval says how far the median may
        be off: drawn again and again from your own repeats, it lands inside 95 times in 100. If 1 lies inside
        too, you have not found a difference. You have not found that there is none, either; you have found
        that it is smaller than this bench can see.
      </p>
      <Figure
        label="Reading your own figures"
        caption="The answer is computed from your own interval, so it may be another one on another device, or in another run."
      >
        {cases.length === 0 ? (
          <p className={tables.note}>Measure in the step above first: the question is about your figures.</p>
        ) : (
          cases.map((each) => <Question key={each.rows} found={each} onRight={complete} />)
        )}
      </Figure>
      <p>And what the figures do not say:</p>
      <ul className={styles.priceLimits}>
        <li>
          They are of a small model. Where a step is mostly the starting of kernels, sums cost little either
          way, and ratios draw near to 1. Large products on a busy GPU are the harder test.
        </li>
        <li>
          They are of this lab’s kernels. The variant set is a fair opponent, tiled with equal care, and the
          price is taken against the fastest that we could write, but none of them is a vendor’s library.
        </li>
        <li>
          They are time. What invariance is worth, such as a failure that can be reproduced, a test that
          passes twice, the same numbers in training and serving, is not in them.
        </li>
      </ul>
    </>
  );
}

interface QuestionProps {
  readonly found: CasePrice;
  readonly onRight: () => void;
}

function Question({ found: { rows, sets }, onRight }: QuestionProps) {
  const [chosen, setChosen] = useState<Finding | null>(null);
  const ratio = sets.find(({ set }) => set === CURE)?.ratio;
  if (!ratio) return null;
  const right = findingOf(ratio);
  const choose = (finding: Finding) => {
    setChosen(finding);
    if (finding === right) onRight();
  };
  return (
    <section className={styles.priceCase} aria-label={`Finding at M = ${rows}`}>
      <h4>
        M = {rows}: {ratio.estimate.toFixed(3)}{' '}
        <small>
          from {ratio.low.toFixed(3)} to {ratio.high.toFixed(3)}
        </small>
      </h4>
      <div className={threeKernels.stepper}>
        {FINDINGS.map(({ finding, words }) => (
          <button
            key={finding}
            type="button"
            aria-pressed={chosen === finding}
            onClick={() => choose(finding)}
          >
            {words}
          </button>
        ))}
      </div>
      <p className={knob.kernelWords} role="status">
        {chosen !== null &&
          (chosen === right ? (
            <span className={knob.kernelSame}>✓ That is what this interval says.</span>
          ) : (
            <span className={knob.kernelDiffers}>✗ Look where 1 lies: {lieWords(right)} the interval.</span>
          ))}
      </p>
    </section>
  );
}

function lieWords(right: Finding): string {
  if (right === 'not told apart') return 'inside';
  return right === 'slower' ? 'below' : 'above';
}

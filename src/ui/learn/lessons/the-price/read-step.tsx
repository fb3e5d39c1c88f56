import { useState } from 'react';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { type CasePrice, type Finding, findingOf } from './price.ts';
import { usePrice } from './price-store.ts';

const FINDINGS: readonly { readonly finding: Finding; readonly words: string }[] = [
  { finding: 'slower', words: 'Invariant is slower than variant' },
  { finding: 'faster', words: 'Invariant is faster than variant' },
  { finding: 'not told apart', words: 'This measurement cannot tell them apart' },
];

export function ReadStep({ complete }: StepProps) {
  const now = usePrice();
  const cases = now.state === 'done' ? now.found : [];
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
          <p className="note">Measure in the step above first: the question is about your figures.</p>
        ) : (
          cases.map((each) => <Question key={each.rows} found={each} onRight={complete} />)
        )}
      </Figure>
      <p>And what the figures do not say:</p>
      <ul className="price-limits">
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
  const ratio = sets.find(({ set }) => set === 'invariant')?.ratio;
  if (!ratio) return null;
  const right = findingOf(ratio);
  const choose = (finding: Finding) => {
    setChosen(finding);
    if (finding === right) onRight();
  };
  return (
    <section className="price-case" aria-label={`Finding at M = ${rows}`}>
      <h4>
        M = {rows}: {ratio.estimate.toFixed(3)}{' '}
        <small>
          from {ratio.low.toFixed(3)} to {ratio.high.toFixed(3)}
        </small>
      </h4>
      <div className="stepper">
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
      <p className="kernel-words" role="status">
        {chosen !== null &&
          (chosen === right ? (
            <span className="kernel-same">✓ That is what this interval says.</span>
          ) : (
            <span className="kernel-differs">✗ Look where 1 lies: {lieWords(right)} the interval.</span>
          ))}
      </p>
    </section>
  );
}

function lieWords(right: Finding): string {
  if (right === 'not told apart') return 'inside';
  return right === 'slower' ? 'below' : 'above';
}

import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import parts from '../load-parts/load-parts.module.css';
import { FactTable } from '../trades/fact-table.tsx';
import { POWERS, powerText, SMALLEST_NORMAL, smallProduct } from './small-case.ts';

const RULES = [
  { value: 'without', words: 'without the rule' },
  { value: 'with', words: 'with it' },
] as const;

type Rule = (typeof RULES)[number]['value'];

export function SmallStep({ complete }: StepProps) {
  const [powers, setPowers] = useState({ i: -40, j: -40 });
  const [rule, setRule] = useState<Rule>('without');
  const [met, setMet] = useState(false);
  const { i, j } = powers;
  const { a, b, keeping, flushing } = smallProduct(i, j, rule === 'with');
  const look = (next: Partial<typeof powers>, by: Rule) => {
    const both = { ...powers, ...next };
    setPowers(both);
    setRule(by);
    const plain = smallProduct(both.i, both.j, false);
    const parted = met || plain.keeping !== plain.flushing;
    setMet(parted);
    if (parted && by === 'with') complete();
  };
  return (
    <>
      <p>
        Near zero adapters part even where each of their sums rounds as it should. Below 2^−126 a float has no
        leading 1 left and is called <Term id="subnormal">subnormal</Term>. Some devices keep such numbers and
        some put zero in their place, and WGSL allows both. Testing every product for it would cost more than
        the product. So portable kernels see to it that none can ever come up.
      </p>
      <Figure
        label="The product of two powers of two"
        caption="The rule: an operand, that is a weight, an activation or a softmax weight as it is read or stored, is 0 or at least 2^−51. Whatever is smaller counts as zero, by its bits."
      >
        <div className={parts.crowdFigure}>
          <Choice label="The rule" options={RULES} value={rule} onChange={(by) => look({}, by)} />
          <div className={knob.knobs}>
            <Knob label="exponent of a" value={i} values={POWERS} onChange={(i) => look({ i }, rule)} />
            <Knob label="exponent of b" value={j} values={POWERS} onChange={(j) => look({ j }, rule)} />
          </div>
          <FactTable
            label="a × b near zero"
            columns={['by whom', 'a', 'b', 'a × b']}
            rows={[
              ['an adapter that keeps', powerText(a), powerText(b), powerText(keeping)],
              ['an adapter that flushes', powerText(a), powerText(b), powerText(flushing)],
            ]}
          />
          <p className={knob.kernelWords} role="status">
            {keeping === flushing ? (
              <span className={knob.kernelSame}>= the same: {whyWords(keeping)}</span>
            ) : (
              <span className={knob.kernelDiffers}>
                ≠ they part: the product lies below 2^−126, where one of them has only zero.
              </span>
            )}
          </p>
        </div>
      </Figure>
      <Predict
        question="Operands are 0 or at least 2^−51. What is the smallest that a sum of their products can be, zero apart?"
        options={['2^−102', '2^−125', '2^−149']}
        answer={1}
      >
        <p>
          A product is at least 2^−102, and a float of that size has its last bit at 2^−125. So every product
          is a whole multiple of 2^−125, and so is every sum of products, however much of it cancels. The
          smallest normal float is 2^−126. Nothing gets there.
        </p>
      </Predict>
      <p>
        The model does not notice. A weight below 2^−51, which is 0.0000000000000004, adds nothing to sums
        that are near 1. And the rule costs a comparison where numbers are stored, not one where they are
        multiplied.
      </p>
    </>
  );
}

function whyWords(product: number): string {
  if (product === 0) return 'zero is zero on both.';
  return Math.log2(product) === SMALLEST_NORMAL
    ? 'this is the smallest normal float.'
    : 'the product is above 2^−126, as all are that the rule lets through.';
}

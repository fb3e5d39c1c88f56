import { useState } from 'react';
import { f32Bits } from '../../../../../numerics/bits.ts';
import { fusedMultiplyAdd, multiplyThenAdd } from '../../../../../numerics/fma.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import { resultOf } from '../../../../state/task.ts';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { shortly } from '../../parts/float-widget.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import parts from '../load-parts/load-parts.module.css';
import { FactTable } from '../trades/fact-table.tsx';
import { ofFusions, useAsked } from './arithmetic-store.ts';
import { AskAdapter } from './ask-adapter.tsx';
import { FUSIONS } from './fusion-case.ts';

const WAYS = [
  ['a * b + c', 'written'],
  ['fma(a, b, c)', 'fma'],
  ['behind the barrier', 'barrier'],
] as const;

export function FusionStep({ complete }: StepProps) {
  const [at, setAt] = useState(1);
  const { a, b, c } = FUSIONS[at - 1];
  const shown = resultOf(useAsked())?.shown ?? null;
  const rules = [
    ['two roundings', multiplyThenAdd(a, b, c)],
    ['one rounding', fusedMultiplyAdd(a, b, c)],
  ] as const;
  const found = shown
    ? WAYS.map(([name, way]) => [`yours: ${name}`, ofFusions(shown[way])[at - 1]] as const)
    : [];
  return (
    <>
      <p>
        A model is products that are added up. Rounded one after the other, a product and its sum are two
        roundings. Many processors can do both in one instruction with a single rounding, a{' '}
        <Term id="fma">fused multiply-add</Term>. WGSL leaves the choice to the compiler: what is written a *
        b + c may be fused, and even fma(a, b, c) may be taken apart <Cite of="wgsl" />. Such choices are why
        one program gives different results on machines that all keep IEEE 754 <Cite of="monniaux-2008" />.
      </p>
      <Predict
        question="c is minus a × b, as f32 rounds it. What does a * b + c give?"
        options={['0', 'The part that rounding took from a × b', 'Either of the two: the compiler chooses']}
        answer={2}
      >
        <p>
          Two roundings: the product is rounded to exactly −c, and nothing is left. One rounding: the product
          stays whole until c is taken away, and what is left is the part that rounding would have lost.
        </p>
      </Predict>
      <Figure
        label="A product and a sum on your adapter"
        caption={`${FUSIONS.length} pairs of factors whose product no f32 holds. The upper rows are computed by this page, the lower ones by your adapter.`}
      >
        <div className={parts.crowdFigure}>
          <Knob label="pair of factors" value={at} values={steps(1, FUSIONS.length)} onChange={setAt} />
          <p className={knob.kernelWords}>
            a = {a.toPrecision(9)}, b = {b.toPrecision(9)}, c = {c.toPrecision(9)}
          </p>
          <FactTable
            label="a * b + c, by whom"
            columns={['by whom', 'result', 'bits']}
            rows={[...rules, ...found].map(([name, value]) => [
              name,
              value === 0 ? '0' : shortly(value),
              hex(value),
            ])}
          />
          <AskAdapter onAnswered={complete} />
          {shown && (
            <p className={knob.kernelWords} role="status">
              Fused:{' '}
              {WAYS.map(
                ([name, way]) => `${fusedOf(ofFusions(shown[way]))} of ${FUSIONS.length} ${name}`,
              ).join('; ')}
              .
            </p>
          )}
        </div>
      </Figure>
      <p>
        The <Term id="barrier">barrier</Term> is how portable kernels forbid it. The product’s bits are taken
        as a whole number and combined by exclusive or with another number, which is 0 in every run; but it
        comes from a buffer, so no compiler can know that. A sum cannot be fused with a product that might
        have changed in between. One cheap instruction, and the order of roundings is the one that is written.
        The order of sums is threatened too: one driver of the census turns (a + b) + 1.0 into (a + 1.0) + b,
        so a sum that a constant is added to stands behind the barrier as well.
      </p>
    </>
  );
}

function fusedOf(results: readonly number[]): number {
  return results.filter((value, i) => {
    const { a, b, c } = FUSIONS[i];
    return value === fusedMultiplyAdd(a, b, c);
  }).length;
}

function hex(value: number): string {
  return `0x${f32Bits(value).toString(16).padStart(8, '0')}`;
}

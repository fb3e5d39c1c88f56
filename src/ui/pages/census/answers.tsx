import type { Census } from '../../../census/census-types.ts';
import { AccuracyTable } from './accuracy-table.tsx';
import styles from './census.module.css';
import { EXPRESSION_WORDS, halfWords, SUBNORMAL_WORDS } from './census-words.ts';
import { FactTable } from './fact-table.tsx';
import { factsOf } from './facts.ts';
import { OperationMatrix } from './operation-matrix.tsx';
import { TimingPanel } from './timing-panel.tsx';

/** Every question with its answer, and a picture where that says more. */
export function Answers({ census }: { readonly census: Census }) {
  const { expressions, subnormals, halves, habits, functions, roundings, timing } = census;
  return (
    <div className={styles.answers}>
      <OperationMatrix census={census} />
      <AccuracyTable title="Plus, minus, times, division, root" rows={roundings} />
      <AccuracyTable title="Functions" rows={functions} />
      <FactTable
        title="Is it computed as it is written?"
        note="Fused: a product and a sum with one rounding. With the barrier nothing may be fused, or portable bits fail."
        rows={expressions.map(({ id, asked, found }) => ({
          ...{ id, name: id, asked, answer: EXPRESSION_WORDS[found] },
        }))}
      />
      <FactTable
        title="What becomes of numbers below 2^−126?"
        rows={subnormals.map(({ id, asked, found }) => ({
          ...{ id, name: id, asked, answer: SUBNORMAL_WORDS[found] },
        }))}
      />
      <FactTable
        title="How are 16-bit floats packed and unpacked?"
        note="Portable kernels do it with whole numbers instead."
        rows={halves.map((each) => ({
          id: each.id,
          name: each.id,
          asked: each.asked,
          answer: halfWords(each),
        }))}
      />
      <FactTable
        title="What comes out at the edges?"
        rows={habits.map(({ id, found }) => ({ id, name: id, answer: found }))}
      />
      {timing && <TimingPanel timing={timing} />}
      {census.device && (
        <FactTable
          title="What does it offer?"
          rows={factsOf(census)
            .filter(({ group }) => group === 'device')
            .map(({ id, asked, found }) => ({ id, name: asked, answer: found }))}
        />
      )}
    </div>
  );
}

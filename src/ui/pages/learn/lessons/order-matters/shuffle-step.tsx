import { useMemo, useState } from 'react';
import { grouped } from '../../../../../results/text.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import styles from './order-matters.module.css';
import { type Shuffles, shuffleMore, startShuffles } from './shuffles.ts';
import { SumHistogram } from './sum-histogram.tsx';

const LENGTHS = [
  { value: '64', words: '64 terms' },
  { value: '512', words: '512' },
  { value: '2048', words: '2,048' },
] as const;
type Length = (typeof LENGTHS)[number]['value'];

const ORDERS = 1000;
const OPTIONS = ['1', 'about 20', 'about 200', 'nearly 1,000'];

export function ShuffleStep({ complete }: StepProps) {
  const [length, setLength] = useState<Length>('512');
  const [shuffles, setShuffles] = useState<Shuffles>(() => firstOrder(512));
  // The question is about these very terms, so the answer is counted rather than known.
  const { counted, rounding } = useMemo(() => {
    const { counts, rounded } = shuffleMore(startShuffles(512), ORDERS);
    return { counted: counts.size, rounding: rounded / ORDERS };
  }, []);
  const choose = (next: Length) => {
    setLength(next);
    setShuffles(firstOrder(Number(next)));
  };
  const more = (orders: number) => {
    const next = shuffleMore(shuffles, orders);
    setShuffles(next);
    if (next.orders >= ORDERS) complete();
  };
  const { counts, orders } = shuffles;
  return (
    <>
      <p>
        Three numbers have few orders; a <Term id="dot-product">dot product</Term> of a model has hundreds or
        thousands of terms. Here are 512 products of two bf16 numbers each, drawn with the bell-shaped spread
        of weights and activations. On paper they have one sum. We add them one after the other in f32, as a
        kernel does, and change nothing but the order.
      </p>
      <Predict
        question="Add the same 512 terms in 1,000 random orders. How many different sums come out?"
        options={OPTIONS}
        answer={optionOf(counted)}
      >
        <p>
          {counted}, counted just now on your machine. Of the 511 additions of an order only about{' '}
          {Math.round(rounding)} round, each by at most half an ulp of the running total, and which ones do
          depends on the order: those few are enough.
        </p>
      </Predict>
      <Figure
        label="Sums of the same terms in random orders"
        caption="Each bar is one sum that came out, as high as it was frequent. All of them are correct sums of the same numbers, each in its order."
      >
        <Choice label="Number of terms" options={LENGTHS} value={length} onChange={choose} />
        <SumHistogram shuffles={shuffles} />
        <div className={`row ${styles.shuffleButtons}`}>
          <button type="button" onClick={() => more(1)}>
            Shuffle once
          </button>
          <button type="button" onClick={() => more(100)}>
            100 times
          </button>
          <button type="button" onClick={() => more(ORDERS)}>
            1,000 times
          </button>
          <p role="status">
            {grouped(orders)} {orders === 1 ? 'order' : 'orders'}, {grouped(counts.size)} different{' '}
            {counts.size === 1 ? 'sum' : 'sums'}.
          </p>
        </div>
      </Figure>
      <p>
        Try 64 terms: a product of two bf16 numbers has 16 digits, f32 has room for 24, and while no addition
        has to round, every order agrees. It is not addition that cares about order, it is rounding.
      </p>
      <p>
        Nothing is random about a single order: the same terms in the same order give the same bits, every
        time. So a program that always adds in one order is reproducible. The question of this lab is what
        happens when the order follows something that you do not control.
      </p>
    </>
  );
}

function firstOrder(length: number): Shuffles {
  return shuffleMore(startShuffles(length), 1);
}

function optionOf(distinct: number): number {
  return [2, 70, 500].filter((least) => distinct >= least).length;
}

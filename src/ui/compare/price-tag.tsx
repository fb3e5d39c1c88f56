import { Sparkline } from '../../charts/sparkline.tsx';
import type { StepRecord } from '../../results/record.ts';
import { measured } from '../../results/report/text.ts';
import { Term } from '../glossary/term.tsx';
import { useLab } from '../store/lab-store.ts';
import { priceOf } from './price-figures.ts';
import styles from './verdict.module.css';

const NO_STEPS: readonly StepRecord[] = [];

/** What a step of each arm takes, beside what it gives. */
export function PriceTag({ a, b }: { readonly a: string; readonly b: string }) {
  const stepsA = useLab(({ view }) => view.steps[a] ?? NO_STEPS);
  const stepsB = useLab(({ view }) => view.steps[b] ?? NO_STEPS);
  const price = priceOf(stepsA, stepsB);
  if (!price) return null;
  const most = Math.max(...price.a, ...price.b);
  return (
    <dl
      className={styles.price}
      data-part="price"
      title="Median time of the steps that only decode, by the page's clock; M is the rows of such a step. The lines show every step, the prompt's first."
    >
      <div>
        <dt>
          A, <Term id="m">M</Term> = {price.rowsA}
        </dt>
        <dd>
          <Sparkline values={price.a} most={most} side="a" /> {milliseconds(price.medianA)}
        </dd>
      </div>
      <div>
        <dt>B, M = {price.rowsB}</dt>
        <dd>
          <Sparkline values={price.b} most={most} side="b" /> {milliseconds(price.medianB)}
        </dd>
      </div>
      <div>
        <dt>a step, B / A</dt>
        <dd>{(price.medianB / price.medianA).toFixed(2)}×</dd>
      </div>
    </dl>
  );
}

function milliseconds(value: number): string {
  return `${value < 10 ? measured(Number(value.toPrecision(2))) : Math.round(value)} ms`;
}

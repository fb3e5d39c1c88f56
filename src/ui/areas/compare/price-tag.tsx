import { Sparkline } from '../../../charts/sparkline.tsx';
import type { StepRecord } from '../../../results/record.ts';
import { grouped, measured } from '../../../results/text.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { DECODE_COST_WORDS, type DecodeCost } from '../../state/arm-figures.ts';
import { useLab } from '../../state/lab-store.ts';
import { priceOf } from './price-figures.ts';
import styles from './verdict.module.css';

const NO_STEPS: readonly StepRecord[] = [];

/** What a step of each arm takes, beside what it gives. */
export function PriceTag({ a, b }: { readonly a: string; readonly b: string }) {
  const stepsA = useLab(({ view }) => view.steps[a] ?? NO_STEPS);
  const stepsB = useLab(({ view }) => view.steps[b] ?? NO_STEPS);
  const price = priceOf(stepsA, stepsB);
  if (!price) return null;
  const { decode } = price;
  const most = Math.max(...price.a, ...price.b);
  return (
    <dl
      className={styles.price}
      data-part="price"
      title={`${DECODE_COST_WORDS} The lines show every step, the prompt’s first.`}
    >
      <div>
        <dt>
          A{decode && ', '}
          {decode && <DecodeRows {...decode.a} />}
        </dt>
        <dd>
          <Sparkline values={price.a} most={most} side="a" /> {decode && milliseconds(decode.a.milliseconds)}
        </dd>
      </div>
      <div>
        <dt>
          B{decode && ', '}
          {decode && <DecodeRows {...decode.b} />}
        </dt>
        <dd>
          <Sparkline values={price.b} most={most} side="b" /> {decode && milliseconds(decode.b.milliseconds)}
        </dd>
      </div>
      <div>
        <dt>a decode step, B / A</dt>
        <dd>{decode ? `${decode.ratio.toFixed(2)}×` : 'none to compare'}</dd>
      </div>
    </dl>
  );
}

function DecodeRows({ rows, steps }: DecodeCost) {
  return (
    <>
      <Term id="m">M</Term> = {rows}, {steps === 1 ? '1 step' : `median of ${grouped(steps)} steps`}
    </>
  );
}

function milliseconds(value: number): string {
  return `${value < 10 ? measured(Number(value.toPrecision(2))) : Math.round(value)} ms`;
}

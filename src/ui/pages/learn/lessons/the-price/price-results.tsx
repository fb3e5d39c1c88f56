import { CURE, SUBJECT } from '../../../../../numerics/sets/sets.ts';
import { kernelsName } from '../../../../../report/bench.ts';
import tables from '../../../../kit/styles/tables.module.css';
import knob from '../kernel-parts/knob.module.css';
import type { CasePrice, SetPrice } from './price.ts';
import { PriceAxis, type Span, spanOf } from './price-axis.tsx';
import styles from './the-price.module.css';

/** The cases measured so far: each set's step, and its ratio beside what others published. */
export function PriceResults({ found }: { readonly found: readonly CasePrice[] }) {
  const span = spanOf(found);
  return found.map((each) => <CaseView key={each.rows} found={each} span={span} />);
}

interface CaseViewProps {
  readonly found: CasePrice;
  readonly span: Span;
}

function CaseView({ found: { rows, sets, price }, span }: CaseViewProps) {
  return (
    <section className={styles.priceCase} aria-label={`Decode step at M = ${rows}`}>
      <h4>
        M = {rows} <small>{rows === 1 ? 'one request decoding' : `${rows} requests decoding`}</small>
      </h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label={`Times at M = ${rows}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">set</th>
              <th scope="col" className="number">
                median
              </th>
              <th scope="col" className="number">
                spread
              </th>
              <th scope="col" className="number">
                ratio
              </th>
              <th scope="col">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            {sets.map((set) => (
              <SetRow key={set.set} found={set} />
            ))}
          </tbody>
        </table>
      </section>
      <PriceAxis sets={sets} span={span} />
      <p className={knob.kernelWords}>
        {price && (
          <>
            Price of invariance here: <b>{price.ratio.estimate.toFixed(2)}×</b>{' '}
            {price.fastest === CURE
              ? 'the time of the fastest kernels, as the invariant set is that itself.'
              : `(${price.ratio.low.toFixed(2)} to ${price.ratio.high.toFixed(2)}) the time of the fastest kernels, here ${kernelsName(price.fastest)}.`}
          </>
        )}
      </p>
    </section>
  );
}

function SetRow({ found: { set, milliseconds, spread, ratio } }: { readonly found: SetPrice }) {
  return (
    <tr>
      <th scope="row">{set}</th>
      <td className="number">{milliseconds.toFixed(milliseconds < 10 ? 2 : 1)} ms</td>
      <td className="number">±{(100 * spread).toFixed(0)} %</td>
      <td className="number">{ratio.estimate.toFixed(2)}</td>
      <td>{set === SUBJECT ? '–' : `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`}</td>
    </tr>
  );
}

import { caseName } from '../../../bench/bench-case.ts';
import type { CaseReport } from '../../../bench/report.ts';
import { priceOf, timesOf, timesOrt } from '../../../bench/summary.ts';
import { CURE } from '../../../numerics/sets/sets.ts';
import { priceText, rateText, ratioText } from '../../../report/bench.ts';
import tables from '../../kit/styles/tables.module.css';
import { ENGINE_NAME } from './chart-style.ts';
import styles from './speed.module.css';

/** A ratio with its interval takes two lines, so that the last column is seen without scrolling. */
const RATIO = `number ${styles.ratio}`;

/** A row a case: each engine's tokens a second with its spread, then the two ratios that matter. */
export function RatesTable({ cases }: { readonly cases: readonly CaseReport[] }) {
  const engines = cases[0]?.times.map(({ engine }) => engine) ?? [];
  const withPeer = engines.includes('ort-webgpu');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Tokens a second, table">
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {engines.map((engine) => (
              <th key={engine} scope="col" className="number">
                {ENGINE_NAME[engine]}
              </th>
            ))}
            <th scope="col" className={RATIO}>
              Price of invariance
            </th>
            {withPeer && (
              <th scope="col" className={RATIO}>
                Invariant over onnxruntime-web
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {cases.map((report) => {
            const price = priceOf(report);
            const faster = timesOrt(report, CURE);
            return (
              <tr key={caseName(report.case)}>
                <th scope="row">{caseName(report.case)}</th>
                {engines.map((engine) => (
                  <RateCell key={engine} times={timesOf(report, engine)} />
                ))}
                <td className={RATIO}>{price && priceText(price)}</td>
                {withPeer && <td className={RATIO}>{faster && ratioText(faster)}</td>}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function RateCell({ times }: { readonly times: ReturnType<typeof timesOf> }) {
  return (
    <td className="number">
      {times && (
        <>
          {rateText(times.tokensPerSecond)} <small>±{(100 * times.spread).toFixed(0)} %</small>
        </>
      )}
    </td>
  );
}

import type { CaseReport } from '../../../bench/report.ts';
import { CURE } from '../../../numerics/sets/sets.ts';
import { limitText, operationWords } from '../../../report/bench.ts';
import tables from '../../kit/styles/tables.module.css';
import { ENGINE_NAME } from './chart-style.ts';

/** A row an operation, the sets side by side, with the invariant set's share of time and of the limit. */
export function OperationTable({ report: { operations } }: { readonly report: CaseReport }) {
  const shown = operations.find(({ engine }) => engine === CURE) ?? operations[0];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Time by operation, table">
      <table>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            {operations.map(({ engine }) => (
              <th key={engine} scope="col" className="number">
                {ENGINE_NAME[engine]}, ms
              </th>
            ))}
            <th scope="col" className="number">
              Share of {ENGINE_NAME[shown.engine]}
            </th>
            <th scope="col" className="number">
              Of the limit
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.times.map((time) => (
            <tr key={time.operation}>
              <th scope="row">{operationWords(time.operation)}</th>
              {operations.map(({ engine, times }) => (
                <td key={engine} className="number">
                  {times.find(({ operation }) => operation === time.operation)?.milliseconds.toFixed(2) ?? ''}
                </td>
              ))}
              <td className="number">{(100 * time.share).toFixed(0)} %</td>
              <td className="number">{limitText(time)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

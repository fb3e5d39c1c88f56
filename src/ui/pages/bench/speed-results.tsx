import { lazy, useRef, useState } from 'react';
import { caseName } from '../../../bench/bench-case.ts';
import type { BenchReport, CaseReport } from '../../../bench/report.ts';
import { gigaText, PRICE_OF_INVARIANCE } from '../../../report/bench.ts';
import { adapterName } from '../../../results/adapter-name.ts';
import { fileStem, saveJson } from '../../kit/save-file.ts';
import tables from '../../kit/styles/tables.module.css';
import { useWidth } from '../../kit/use-width.ts';
import { ChartPlace } from './chart-place.tsx';
import { PRICE_HEIGHT, ratesHeight } from './chart-style.ts';
import { OperationTable } from './operation-table.tsx';
import { RatesTable } from './rates-table.tsx';
import styles from './speed.module.css';

// The tables need not wait for what draws the charts.
const PriceChart = lazy(async () => ({ default: (await import('./price-chart.tsx')).PriceChart }));
const RatesChart = lazy(async () => ({ default: (await import('./rates-chart.tsx')).RatesChart }));

/** Of a chart: beyond it a bar is too far from its name. */
const WIDEST = 1100;

/** What a bench found. */
export function SpeedResults({ report }: { readonly report: BenchReport }) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref);
  // Within a panel's padding and border; SVG text keeps its size where the picture is drawn for its place.
  const chartWidth = width && Math.max(280, Math.min(WIDEST, width) - 34);
  const { model, adapter, plan, limits, cases, notes } = report;
  const title = `${model.name}, ${plan.activations}, on ${adapterName(adapter)}`;
  return (
    <div className={styles.speedResults} ref={ref}>
      <section className={tables.panel} aria-labelledby="rates-title">
        <div className={tables.panelHead}>
          <h3 id="rates-title">Tokens a second</h3>
          <button
            type="button"
            onClick={() => saveJson(`bench-${fileStem(title)}.json`, { version: 1, reports: [report] })}
          >
            Download JSON
          </button>
        </div>
        <p className={tables.note}>
          {title}
          {adapter.software ? ' (software adapter)' : ''}
          {limits &&
            `. It copies ${gigaText(limits.copy)} GB/s and does ${gigaText(limits.multiplyAdd)} G operations a second at best`}
          .
        </p>
        <RatesTable cases={cases} />
        <ChartPlace
          Chart={RatesChart}
          height={ratesHeight(cases)}
          title="Tokens a second"
          cases={cases}
          width={chartWidth}
        />
      </section>
      <section className={tables.panel} aria-labelledby="speed-price-title">
        <h3 id="speed-price-title">Price of invariance</h3>
        <p className={tables.note}>
          {PRICE_OF_INVARIANCE} The table above names which; the lines are 95 % intervals. 1.00 is free; 1.10
          is what we allow ourselves.
        </p>
        <ChartPlace
          Chart={PriceChart}
          height={PRICE_HEIGHT}
          title="Price of invariance by M"
          cases={cases}
          width={chartWidth}
        />
      </section>
      <Operations cases={cases} />
      <ul className={`${tables.note} ${styles.speedNotes}`}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}

function Operations({ cases }: { readonly cases: readonly CaseReport[] }) {
  // A browser's clock may be too coarse to tell any dispatch of a fast device.
  const timed = cases.filter(({ operations }) =>
    operations.some(({ times }) => times.some(({ milliseconds }) => milliseconds > 0)),
  );
  const names = timed.map((report) => caseName(report.case));
  const [picked, setPicked] = useState<string | null>(null);
  const name = names.find((known) => known === picked) ?? names[0];
  const report = timed.find((one) => caseName(one.case) === name);
  if (!report || name === undefined) return null;
  return (
    <section className={tables.panel} aria-labelledby="operations-title">
      <div className={tables.panelHead}>
        <h3 id="operations-title">Time by operation</h3>
        <label className={`row ${styles.speedStep}`}>
          Step
          <select value={name} onChange={(event) => setPicked(event.target.value)}>
            {names.map((known) => (
              <option key={known}>{known}</option>
            ))}
          </select>
        </label>
      </div>
      <p className={tables.note}>
        Milliseconds on the device in all layers together, and how near the invariant set’s kernel comes to
        what the device’s copying or multiply-adds alone would ask for. Browsers round these times to 0.1 ms a
        dispatch.
      </p>
      <OperationTable report={report} />
    </section>
  );
}

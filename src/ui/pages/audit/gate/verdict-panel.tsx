import { lazy, Suspense, useRef } from 'react';
import type { AxisReport, GateCheck, GateReport } from '../../../../audit/gate/report.ts';
import type { GateRow } from '../../../../charts/gate-chart.tsx';
import { visible } from '../../../../experiment/visible.ts';
import {
  checkWords,
  GATE_AXIS_WORDS,
  gateSentence,
  gateValue,
  intervalWords,
  sorted,
  toleranceWords,
  whatWords,
  worseWords,
} from '../../../../report/audit-gate.ts';
import { gateMarkdown } from '../../../../report/audit-gate-markdown.ts';
import { capital } from '../../../../results/text.ts';
import { saveFile, saveJson } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './gate.module.css';

const GateChart = lazy(async () => ({
  default: (await import('../../../../charts/gate-chart.tsx')).GateChart,
}));

const WIDEST = 900;

/** The gate's sentence, its axes, and each check as an interval against its tolerance. */
export function VerdictPanel({ report }: { readonly report: GateReport }) {
  const box = useRef<HTMLElement>(null);
  const width = Math.min(useWidth(box), WIDEST);
  const judged = report.axes.filter(({ verdict }) => verdict !== null);
  return (
    <section className={tables.panel} aria-labelledby="gate-verdict" ref={box}>
      <h3 id="gate-verdict">The verdict</h3>
      <p className={styles.verdict} data-verdict={report.verdict} aria-live="polite">
        {gateSentence(report)}
      </p>
      <ul className={styles.axes}>
        {judged.map(({ axis, mode, verdict }) => (
          <li key={axis} data-verdict={verdict}>
            <strong>{capital(GATE_AXIS_WORDS[axis])}</strong> {verdict}
            {mode === 'warn' && <small> (warns)</small>}
          </li>
        ))}
      </ul>
      {[...report.caveats, ...report.missing].map((line) => (
        <p key={line} className={tables.note}>
          {visible(line)}
        </p>
      ))}
      {judged.map((axis) => (
        <Axis key={axis.axis} axis={axis} width={width} />
      ))}
      <p className={tables.note}>
        A circle passes: its whole interval lies before the line. A square fails: all of it lies beyond. A
        cross cannot be told. Arrows go on beyond the picture. Judged {intervalWords(report)}.
      </p>
      <p className={styles.saves}>
        <button
          type="button"
          onClick={() => saveFile('gate.md', new Blob([gateMarkdown(report)], { type: 'text/markdown' }))}
        >
          Download the comment for a pull request
        </button>
        <button type="button" onClick={() => saveJson('gate.json', report)}>
          Download JSON
        </button>
      </p>
    </section>
  );
}

function Axis({ axis: { axis, checks }, width }: { readonly axis: AxisReport; readonly width: number }) {
  const drawn = checks.filter(({ unit, worse }) => unit !== 'bits' && worse !== null);
  const said = checks.filter((check) => check.because !== null || !drawn.includes(check));
  const several = new Set(checks.map(({ of }) => of)).size > 1;
  const title = capital(GATE_AXIS_WORDS[axis]);
  return (
    <div className={styles.axis}>
      <h4>{title}</h4>
      {drawn.length > 0 && width > 0 && (
        <div data-chart={title}>
          <Suspense>
            <GateChart
              title={`${title}, worse by`}
              rows={drawn.map((check) => rowOf(check, several))}
              width={width}
            />
          </Suspense>
        </div>
      )}
      <ul className={tables.note}>
        {sorted(said).map((check) => (
          <li key={checkWords(check)}>
            {visible(
              `${checkWords(check)}: ${worseWords(check)}${check.because === null ? '' : `; ${check.because}`}`,
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Where nothing is let through, any worsening lies beyond all tolerances. */
const BEYOND = 1e6;

/** `several`: whose it is has to be said. */
function rowOf(check: GateCheck, several: boolean): GateRow {
  const { worse, tolerance, unit, before, now, verdict } = check;
  const scaled = (value: number) => {
    if (tolerance > 0) return value / tolerance;
    return Math.abs(value) < 1e-9 ? 0 : Math.sign(value) * BEYOND;
  };
  const { estimate, low, high } = worse as NonNullable<GateCheck['worse']>;
  return {
    id: visible(several ? checkWords(check) : whatWords(check)),
    short: worseWords(check),
    ...{ value: scaled(estimate), low: scaled(low), high: scaled(high), verdict },
    words: `${gateValue(unit, before)} → ${gateValue(unit, now)}, ${worseWords(check)}, tolerance ${toleranceWords(check)}`,
  };
}

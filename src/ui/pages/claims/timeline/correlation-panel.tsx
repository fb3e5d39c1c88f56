import { scaleLinear } from 'd3-scale';
import { useEffect, useRef, useState } from 'react';
import { FIRST, INK, LINE, SMALL } from '../../../../charts/chart-look.ts';
import { trueMinus } from '../../../../numerics/true-minus.ts';
import { timelineVerdict, timelineWarnings } from '../../../../report/timeline.ts';
import {
  correlatingLags,
  type LagCorrelation,
  type LongitudinalOptions,
  type LongitudinalOutcome,
} from '../../../../studies/tracker/longitudinal.ts';
import type { RatePoint, TimelineEvent } from '../../../../studies/tracker/read-timeline.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import { inSlices } from '../tracker/in-slices.ts';
import styles from '../tracker/tracker.module.css';

interface CorrelationPanelProps {
  readonly rates: readonly RatePoint[];
  readonly events: readonly TimelineEvent[];
  readonly options: LongitudinalOptions;
}

/** Correlations of events with the rates of the same and of later days, and what stands against reading much into them. */
export function CorrelationPanel({ rates, events, options }: CorrelationPanelProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const outcome = useCorrelation(rates, events, options);
  const told = outcome?.lags.filter(({ r }) => r !== null) ?? [];
  return (
    <section className={tables.panel} aria-labelledby="correlation-title" data-part="correlation">
      <div className={tables.panelHead}>
        <h2 id="correlation-title">Lagged correlation</h2>
      </div>
      {outcome && <p className={styles.verdict}>{timelineVerdict(outcome)}</p>}
      <div ref={frame} className={styles.chart}>
        {width > 0 && told.length > 0 && <Intervals lags={told} width={width} />}
      </div>
      {outcome && told.length > 0 && (
        <>
          <LagTable lags={told} />
          <ul className={`${tables.note} ${styles.words}`}>
            {timelineWarnings(outcome, options).map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Null while it is computed, a lag at a time. */
function useCorrelation(
  rates: readonly RatePoint[],
  events: readonly TimelineEvent[],
  options: LongitudinalOptions,
): LongitudinalOutcome | null {
  const [outcome, setOutcome] = useState<LongitudinalOutcome | null>(null);
  useEffect(() => {
    setOutcome(null);
    const leaving = new AbortController();
    const lags = correlatingLags(rates, events, options);
    const step = () => {
      const next = lags.next();
      if (next.done) setOutcome(next.value);
      return !next.done;
    };
    void inSlices(step, leaving.signal, () => undefined);
    return () => leaving.abort();
  }, [rates, events, options]);
  return outcome;
}

const ROW = 18;
const LEFT = 60;
const RIGHT = 14;

/** A dot a lag, a thick line for its own interval and a thin one for that of all lags together. */
function Intervals({ lags, width }: { readonly lags: readonly LagCorrelation[]; readonly width: number }) {
  const x = scaleLinear([-1, 1], [LEFT, width - RIGHT]);
  const bottom = 8 + lags.length * ROW;
  return (
    <svg width={width} height={bottom + 20} role="img" aria-label="Correlation by lag, with intervals">
      {[-1, -0.5, 0, 0.5, 1].map((r) => (
        <g key={r}>
          <line x1={x(r)} x2={x(r)} y1={4} y2={bottom} stroke={r === 0 ? INK : LINE} />
          <text x={x(r)} y={bottom + 14} textAnchor="middle" style={SMALL}>
            {r}
          </text>
        </g>
      ))}
      {lags.map(({ lag, r, low, high, lowAll, highAll }, i) => {
        const y = 8 + (i + 0.5) * ROW;
        return (
          <g key={lag}>
            <text x={0} y={y + 4} style={SMALL}>
              {lag === 1 ? '1 day' : `${lag} days`}
            </text>
            <line x1={x(lowAll)} x2={x(highAll)} y1={y} y2={y} stroke={FIRST} />
            <line x1={x(low)} x2={x(high)} y1={y} y2={y} stroke={FIRST} strokeWidth={4} opacity={0.45} />
            <circle cx={x(r!)} cy={y} r={3.5} fill={FIRST} />
          </g>
        );
      })}
    </svg>
  );
}

function LagTable({ lags }: { readonly lags: readonly LagCorrelation[] }) {
  const figure = (value: number) => trueMinus(value.toFixed(2));
  const span = (low: number, high: number) => `${figure(low)} to ${figure(high)}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Correlation by lag, table">
      <table>
        <thead>
          <tr>
            {['days after', 'days', 'worth', 'r', '95 %, this lag', '95 %, all lags'].map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lags.map(({ lag, n, effectiveN, r, low, high, lowAll, highAll }) => (
            <tr key={lag}>
              <th scope="row" className="number">
                {lag}
              </th>
              <td className="number">{n}</td>
              <td className="number">{Math.round(effectiveN)}</td>
              <td className="number">{figure(r!)}</td>
              <td className="number">{span(low, high)}</td>
              <td className="number">{span(lowAll, highAll)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { lazy, memo, Suspense, useMemo, useRef } from 'react';
import { timeText } from '../../../charts/load-window.ts';
import { loadMetrics } from '../../../results/load/load-metrics.ts';
import type { Distribution, LoadMetrics, ServiceLimits } from '../../../results/load/load-record.ts';
import { grouped } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import { useWidth } from '../../kit/use-width.ts';
import type { ArmView } from './arm-view.ts';
import { latencyLines } from './latency-lines.ts';
import styles from './load.module.css';

const LatencyChart = lazy(async () => ({ default: (await import('./latency-chart.tsx')).LatencyChart }));

/** What is measured between which instants; names as vLLM's benchmark has them. */
const MEASURES = [
  ['ttft', 'TTFT', 'arrival to first token'],
  ['tpot', 'TPOT', 'a token after the first, on average'],
  ['itl', 'ITL', 'one token to the next'],
  ['e2el', 'E2E', 'arrival to last token'],
] as const;

interface LatencyPanelProps {
  readonly view: ArmView;
  /** Requests that are done: the figures follow these, not every token. */
  readonly done: number;
  readonly watched: number;
  readonly limits: ServiceLimits;
}

/** How long requests took: percentiles, and where the watched one lies among all. */
export const LatencyPanel = memo(function LatencyPanel({ view, done, watched, limits }: LatencyPanelProps) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count stands for what is in the view.
  const metrics = useMemo(() => view.metrics ?? metricsOf(view, limits), [view, view.metrics, done, limits]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const lines = useMemo(() => latencyLines(view, watched), [view, done, watched, view.metrics]);
  return (
    <section className={tables.panel} aria-labelledby="load-latency-title" ref={box}>
      <h2 id="load-latency-title">Latencies, {view.clock} clock</h2>
      <p className={tables.note}>{countWords(metrics)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Latencies, table">
        <table>
          <thead>
            <tr>
              <th scope="col">measure</th>
              {['mean', 'p50', 'p95', 'p99', 'watched'].map((head) => (
                <th key={head} scope="col" className="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {MEASURES.map(([key, name, words]) => (
              <tr key={key}>
                <th scope="row" title={words}>
                  {name} <small className={styles.measure}>{words}</small>
                </th>
                <Figures of={metrics[key]} />
                <td className="number">{watchedText(lines, key)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {/* Of one request there is no share. */}
      {(done > 1 || !view.metrics) && (
        <div style={{ minHeight: 210 }} data-chart="Share of requests within a time">
          <Suspense>{width > 0 && done > 1 && <LatencyChart lines={lines} width={width} />}</Suspense>
        </div>
      )}
    </section>
  );
});

function Figures({ of }: { readonly of: Distribution | null }) {
  return (['mean', 'p50', 'p95', 'p99'] as const).map((key) => (
    <td key={key} className="number">
      {of ? timeText(of[key]) : ''}
    </td>
  ));
}

function watchedText(lines: ReturnType<typeof latencyLines>, key: string): string {
  const own = lines.find((line) => line.key === key)?.watched ?? null;
  return own === null ? '' : timeText(own);
}

function metricsOf({ requests }: ArmView, limits: ServiceLimits): LoadMetrics {
  return loadMetrics(
    requests.flatMap(({ id, promptTokens, arrived, tokens, ended, outcome }) =>
      outcome ? [{ id, promptTokens, arrived, tokenTimes: tokens.map(({ at }) => at), ended, outcome }] : [],
    ),
    limits,
  );
}

function countWords({
  completed,
  refused,
  failed,
  outputThroughput,
  requestThroughput,
  goodput,
}: LoadMetrics): string {
  const ended = [
    `${grouped(completed)} done`,
    ...(refused > 0 ? [`${grouped(refused)} refused`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
  ];
  // Rates of nothing are no figures.
  if (completed === 0) return ended.join(', ');
  return [
    ...ended,
    `${requestThroughput.toPrecision(3)} requests and ${grouped(Math.round(outputThroughput))} tokens a second`,
    ...(goodput === null ? [] : [`goodput ${goodput.toPrecision(3)} a second within the stated limits`]),
  ].join(', ');
}

import type { Metric } from '../../../../audit/metrics/registry.ts';
import { BoundedHistogram } from '../../../../audit/metrics/series.ts';
import type { LoadMonitor } from '../../../../audit/monitor/load-monitor.ts';
import { canaryText, histogramFigures, metricWords, valueText } from '../../../../report/audit-monitor.ts';
import figures from '../../../kit/styles/figures.module.css';
import tables from '../../../kit/styles/tables.module.css';

interface CountsPanelProps {
  readonly monitor: LoadMonitor;
  readonly arm: string;
}

/** Everything that is counted of an arm since its beginning, as it is exported. */
export function CountsPanel({ monitor, arm }: CountsPanelProps) {
  const metrics = monitor.registry.metrics;
  return (
    <section className={tables.panel} aria-labelledby="monitor-counts-title">
      <h2 id="monitor-counts-title">Counted so far</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Histograms, table">
        <table>
          <thead>
            <tr>
              <th scope="col">histogram</th>
              {['n', 'mean', 'p50', 'p95', 'p99', 'most'].map((head) => (
                <th key={head} scope="col" className="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{metrics.map((metric) => histogramRow(metric, arm))}</tbody>
        </table>
      </section>
      <dl className={figures.figures}>{metrics.flatMap((metric) => valueEntries(metric, arm))}</dl>
    </section>
  );
}

/** Prompts that were asked more than once in a visit, and whether their bits are still what they were. */
export function CanariesPanel({ monitor, arm }: CountsPanelProps) {
  const own = monitor.canaries.all.filter((canary) => canary.arm === arm);
  return (
    <section className={tables.panel} aria-labelledby="monitor-canaries-title" data-part="monitor-canaries">
      <h2 id="monitor-canaries-title">Fingerprint canaries</h2>
      {own.length === 0 && (
        <p className={tables.note}>
          No probe has ended whose prompt is known. A canary is a probe prompt that is asked again, in this
          run or in the same experiment run again: its fingerprint has to stay what it was.
        </p>
      )}
      <ul>
        {own.map((canary) => (
          <li key={`${canary.prompt} ${canary.scope}`}>{canaryText(canary)}</li>
        ))}
      </ul>
    </section>
  );
}

function histogramRow({ facts: { name, help }, series }: Metric, arm: string) {
  const own = series.find(({ labels }) => labels.arm === arm)?.of;
  if (!(own instanceof BoundedHistogram) || own.values.count === 0) return null;
  return (
    <tr key={name}>
      <th scope="row" title={help}>
        {spacedName(name)}
      </th>
      {histogramFigures(own).map((figure, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are.
        <td key={i} className="number">
          {figure}
        </td>
      ))}
    </tr>
  );
}

function valueEntries({ facts: { name, help }, series }: Metric, arm: string) {
  return series.flatMap(({ labels: { arm: of, ...others }, of: counted }) => {
    if (of !== arm || counted instanceof BoundedHistogram) return [];
    const words = [spacedName(name), ...Object.values(others)].join(' ');
    return [
      <div key={words} title={help}>
        <dt>{words}</dt>
        <dd>{valueText(counted.value)}</dd>
      </div>,
    ];
  });
}

function spacedName(name: string): string {
  return metricWords(name).replaceAll('_', ' ');
}

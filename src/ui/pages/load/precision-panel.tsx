import { lazy, memo, Suspense, useMemo, useRef } from 'react';
import { timeText } from '../../../charts/load-window.ts';
import type { ServiceLimits } from '../../../results/load/load-record.ts';
import { counted } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import { useWidth } from '../../kit/use-width.ts';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';
import type { ArmPoints } from './precision-chart.tsx';
import {
  type LookedToken,
  lowersLayers,
  type PrecisionSummary,
  precisionSeries,
  precisionSummary,
} from './precision-series.ts';

const PrecisionChart = lazy(async () => ({
  default: (await import('./precision-chart.tsx')).PrecisionChart,
}));

/** Arms that are told apart in one picture. */
const MOST_ARMS = 4;

interface PrecisionPanelProps {
  readonly views: readonly ArmView[];
  /** Steps of all of them so far: stands for what is in the views. */
  readonly steps: number;
  readonly limits: ServiceLimits;
}

/** Bytes of weights, blocks, limits that were missed and what it cost the probe, over the run, arm beside arm. Nothing where no layer was lowered. */
export const PrecisionPanel = memo(function PrecisionPanel({ views, steps, limits }: PrecisionPanelProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count stands for what is in the views.
  const arms = useMemo(
    () =>
      views.some(lowersLayers)
        ? views.slice(0, MOST_ARMS).map((view) => ({
            ...{ arm: view.arm, points: precisionSeries(view, limits), summary: precisionSummary(view) },
          }))
        : [],
    [views, steps, limits],
  );
  return arms.length === 0 ? null : <Panel arms={arms} />;
});

interface PanelProps {
  readonly arms: readonly (ArmPoints & { readonly summary: PrecisionSummary })[];
}

/** By itself, so that its width is measured once it is there. */
function Panel({ arms }: PanelProps) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  return (
    <section className={tables.panel} aria-labelledby="load-precision-title" ref={box} data-part="precision">
      <div className={tables.panelHead}>
        <h2 id="load-precision-title">Precision under load</h2>
        <ul className={styles.legend} aria-label="Legend of the arms">
          {arms.map(({ arm }, line) => (
            <li key={arm} data-line={line}>
              <Name of={arm} />
            </li>
          ))}
        </ul>
      </div>
      <p className={tables.note}>
        While memory is short, layers run in a smaller format, and the bytes that frees hold keys. Bytes and
        blocks are counted as for a server that holds one format of a layer at a time; this page keeps both,
        so that a swap takes no time. An arm that lowers none keeps the bytes that the others begin with.
      </p>
      <Suspense>{width > 0 && <PrecisionChart arms={arms} width={width} />}</Suspense>
      <Summaries of={arms.map(({ summary }) => summary)} />
    </section>
  );
}

const HEADS = [
  'layers lowered, most',
  'KV blocks, most',
  'first token after',
  'KL, largest',
  'KL at the end',
];

/** What the probe lost and had again. */
function Summaries({ of }: { readonly of: readonly PrecisionSummary[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Precision, table">
      <table>
        <thead>
          <tr>
            <th scope="col">the probe in</th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map(({ arm, most, firstToken, worst, last }) => (
            <tr key={arm}>
              <th scope="row">
                <Name of={arm} />
              </th>
              <td className="number">{most.lowered}</td>
              <td className="number">{most.blocks}</td>
              <td className="number">{firstToken === null ? '' : timeText(firstToken)}</td>
              <td className="number">{worst && <Looked token={worst} />}</td>
              <td className="number">{last && <Looked token={last} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Looked({ token: { position, kl, lowered } }: { readonly token: LookedToken }) {
  return (
    <>
      {kl === 0 ? '0' : kl.toPrecision(2)}{' '}
      <small>
        token {position}, {lowered === 0 ? 'no layer lowered' : `${counted(lowered, 'layer')} lowered`}
      </small>
    </>
  );
}

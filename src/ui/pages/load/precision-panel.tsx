import { lazy, memo, Suspense, useMemo, useRef } from 'react';
import type { ServiceLimits } from '../../../results/load/load-record.ts';
import tables from '../../kit/styles/tables.module.css';
import { useWidth } from '../../kit/use-width.ts';
import type { ArmView } from './arm-view.ts';
import { precisionSeries } from './precision-series.ts';

const PrecisionChart = lazy(async () => ({
  default: (await import('./precision-chart.tsx')).PrecisionChart,
}));

interface PrecisionPanelProps {
  readonly view: ArmView;
  /** Requests that are done: the picture follows these, not every step. */
  readonly done: number;
  readonly limits: ServiceLimits;
}

/** Layers that were lowered, the blocks that gave, the limits that were missed and what it cost the probe, over the run. */
export const PrecisionPanel = memo(function PrecisionPanel({ view, done, limits }: PrecisionPanelProps) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count stands for what is in the view.
  const points = useMemo(() => precisionSeries(view, limits), [view, view.metrics, done, limits]);
  if (points.length === 0) return null;
  return (
    <section className={tables.panel} aria-labelledby="load-precision-title" ref={box} data-part="precision">
      <h2 id="load-precision-title">Precision under load</h2>
      <p className={tables.note}>
        Blocks are counted as for a server that holds one format of a layer at a time; this page keeps both,
        so that a swap takes no time.
      </p>
      <Suspense>{width > 0 && <PrecisionChart points={points} width={width} />}</Suspense>
    </section>
  );
});

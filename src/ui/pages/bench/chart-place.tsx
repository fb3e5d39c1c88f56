import { type ComponentType, Suspense, useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import type { CaseReport } from '../../../bench/report.ts';
import styles from './speed.module.css';

export interface BenchChartProps {
  readonly title: string;
  readonly cases: readonly CaseReport[];
  /** Of the picture, in pixels. */
  readonly width: number;
}

interface ChartPlaceProps extends BenchChartProps {
  readonly Chart: ComponentType<BenchChartProps>;
  /** Kept for the picture until it is there, in pixels. */
  readonly height: number;
}

/** A chart, drawn once its width is known: 0 before. */
export function ChartPlace({ Chart, height, title, cases, width }: ChartPlaceProps) {
  const drawn = useLater(useMemo(() => ({ cases, width }), [cases, width]));
  // The task that brings another report is not to draw the picture of the one before again.
  const picture = useMemo(
    () => drawn && drawn.width > 0 && <Chart title={title} {...drawn} />,
    [Chart, title, drawn],
  );
  return (
    <div className={styles.speedChart} style={{ minHeight: height }} data-chart={title}>
      <Suspense>{picture}</Suspense>
    </div>
  );
}

/**
 * The value, from a task of its own on; null before the first. A chart takes some 20 ms to mount: two of them with their tables
 * would be one long task at the end of a bench.
 */
function useLater<Value>(value: Value): Value | null {
  const [later, setLater] = useState<Value | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => flushSync(() => setLater(() => value)));
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}

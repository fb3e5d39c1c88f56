import { useId, useRef } from 'react';
import type { BehaviourReport, MeasureReport } from '../../../../audit/behaviour/behaviour-report.ts';
import { ForestPlot, type ForestRow } from '../../../../charts/forest-plot.tsx';
import { differenceText, isPercent, measureName } from '../../../../report/audit-behaviour.ts';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './behaviour.module.css';

/** What is apart, current less reference: shares in points, amounts in per cent of what they were. */
export function DifferenceCharts({ report }: { readonly report: BehaviourReport }) {
  const shares = report.measures.flatMap((measure) =>
    isPercent(measure.id) ? rowOf(measure, report.unit, 1) : [],
  );
  const amounts = report.measures.flatMap((measure) =>
    isPercent(measure.id) || !measure.reference?.value
      ? []
      : rowOf(measure, report.unit, measure.reference.value),
  );
  return (
    <div className={styles.charts}>
      <Chart title="Shares" unit="points" rows={shares} />
      <Chart title="Amounts" unit="% of the reference’s mean" rows={amounts} />
    </div>
  );
}

function rowOf({ id, difference }: MeasureReport, unit: BehaviourReport['unit'], one: number): ForestRow[] {
  if (!difference) return [];
  const scaled = (value: number | null) => (value === null ? null : (100 * value) / one);
  return [
    {
      ...{ id, title: measureName(id, unit), value: scaled(difference.value)! },
      ...{ low: scaled(difference.low), high: scaled(difference.high) },
      ...{ smallest: 0, mark: difference.differs ? 'difference' : 'inconclusive', planned: true },
      words: differenceText(id, difference),
    },
  ];
}

interface ChartProps {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly ForestRow[];
}

function Chart({ title, unit, rows }: ChartProps) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  const heading = useId();
  if (rows.length === 0) return null;
  return (
    <section ref={box} aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      {width > 0 && (
        <ForestPlot
          title={`${title}, current less reference`}
          rows={rows}
          unit={unit}
          less="current less reference"
          width={width}
        />
      )}
    </section>
  );
}

import { lazy, Suspense, useRef } from 'react';
import { COST_ASKED, dominated, type FrontierRow, QUALITY_ASKED } from '../../../../audit/model/frontier.ts';
import type { ModelAudit } from '../../../../audit/model/model-audit.ts';
import type { FrontierPoint } from '../../../../charts/frontier-chart.tsx';
import { frontierTable } from '../../../../report/audit-model-tables.ts';
import { Segments } from '../../../kit/choices.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import { AuditTableView } from './audit-table.tsx';
import styles from './model.module.css';
import { changeAudit } from './model-store.ts';

const FrontierChart = lazy(async () => ({
  default: (await import('../../../../charts/frontier-chart.tsx')).FrontierChart,
}));

const WIDEST = 900;
const SAME = { value: 1, low: 1, high: 1 };

export interface FrontierProps {
  readonly audit: ModelAudit;
  readonly batch: number;
  /** The frontier at this batch. */
  readonly rows: readonly FrontierRow[];
}

/** Quality over cost of every variant, at a batch. */
export function FrontierPanel({ audit, batch, rows }: FrontierProps) {
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  const byTasks = audit.variants[0].quality.passed.length > 0;
  const batches = audit.variants[0].latencies.map((each) => String(each.batch));
  return (
    <section className={tables.panel} aria-labelledby="frontier-title" ref={box}>
      <div className={`${tables.panelHead} ${styles.batch}`}>
        <h3 id="frontier-title">The frontier</h3>
        <Segments
          legend="Requests at once"
          value={String(batch)}
          options={batches.map((value) => ({ value, words: value }))}
          onChange={(value) => changeAudit({ batch: Number(value) })}
        />
      </div>
      <p className={tables.note}>
        Each variant by what it is worth and what it costs, over {audit.variants[0].id}: up and to the left is
        better. The shaded corner is 99 % of the quality at 50 % of the cost; lines are 95 % intervals. A
        filled circle is on the frontier, a diamond is not: another variant is as good and as cheap.
      </p>
      <div className={styles.chart} data-chart="Frontier">
        {width > 0 && (
          <Suspense>
            <FrontierChart
              title="Quality over cost"
              quality={byTasks ? 'tasks passed' : 'quality by perplexity'}
              points={pointsOf(audit, rows, byTasks)}
              asked={{ quality: QUALITY_ASKED, cost: COST_ASKED }}
              width={Math.min(width, WIDEST)}
            />
          </Suspense>
        )}
      </div>
      <AuditTableView table={frontierTable(audit, batch, rows)} />
    </section>
  );
}

function pointsOf({ variants }: ModelAudit, rows: readonly FrontierRow[], byTasks: boolean): FrontierPoint[] {
  const qualityOf = ({ tasks, text }: FrontierRow) => (byTasks && tasks ? tasks.ratio : text);
  const places = [
    { id: variants[0].id, quality: SAME, cost: SAME },
    ...rows.map((row) => ({ id: row.id, quality: qualityOf(row), cost: row.cost })),
  ];
  const flat = places.map(({ quality, cost }) => ({ quality: quality.value, cost: cost.value }));
  return places.map((place, i) => ({
    ...place,
    onFrontier: !dominated(
      flat[i],
      flat.filter((_, other) => other !== i),
    ),
  }));
}

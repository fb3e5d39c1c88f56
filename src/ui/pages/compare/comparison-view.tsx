import { visible } from '../../../experiment/visible.ts';
import { comparisonFinding, limitWords } from '../../../report/transcripts.ts';
import { grouped } from '../../../results/text.ts';
import type { TranscriptsReport } from '../../../results/transcripts-report.ts';
import { ForkTreeView } from '../../areas/compare/fork-trees.tsx';
import { CheckField } from '../../kit/choices.tsx';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { faultOf, isUnderWay, resultOf } from '../../state/task.ts';
import styles from './compare.module.css';
import { setSameInputs, stopComparing, useCompare } from './compare-store.ts';
import { ExportRow } from './export-row.tsx';
import { SequencePanel } from './sequence-panel.tsx';
import { SequenceTable } from './sequence-table.tsx';

/** What was found of the two runs, once both are there. */
export function ComparisonView() {
  const comparison = useCompare((state) => state.comparison);
  const fault = faultOf(comparison);
  const report = resultOf(comparison);
  if (isUnderWay(comparison))
    return (
      <div className="row" role="status">
        <progress aria-label="Comparing" />
        <span className={tables.note}>Comparing…</span>
        <button type="button" onClick={stopComparing}>
          Cancel
        </button>
      </div>
    );
  if (fault)
    return (
      <p className={styles.refused} role="alert">
        {visible(fault.message)}
      </p>
    );
  return report && <Found report={report} />;
}

function Found({ report }: { readonly report: TranscriptsReport }) {
  const sameInputs = useCompare((state) => state.sameInputs);
  const limits = limitWords(report);
  return (
    <>
      <section className={tables.panel} data-part="comparison">
        <h2>Found</h2>
        <p className={styles.finding} role="status">
          {visible(comparisonFinding(report))}
        </p>
        {report.rows.some(({ unit }) => unit === 'row') && (
          <div className={styles.choice}>
            <CheckField
              label="Both were fed the same tokens: compare all rows"
              checked={sameInputs}
              onChange={setSameInputs}
            />
          </div>
        )}
        <ExportRow report={report} />
      </section>
      {report.rows.length > 0 && (
        <>
          {report.rows.length > 1 && <SequenceTable rows={report.rows} />}
          <SequencePanel />
        </>
      )}
      {limits.length > 0 && (
        <section className={tables.panel} data-part="limits">
          <h2>What these files cannot tell</h2>
          <ul className={styles.limits}>
            {limits.map((words) => (
              <li key={words}>{visible(words)}</li>
            ))}
          </ul>
        </section>
      )}
      <Completions distinct={report.distinct} />
    </>
  );
}

/** Trees at once: each may be long. */
const SHOWN_TREES = 4;

function Completions({ distinct }: Pick<TranscriptsReport, 'distinct'>) {
  const fold = useFold(distinct, SHOWN_TREES);
  if (distinct.length === 0) return null;
  return (
    <section className={tables.panel} data-part="completions">
      <h2>Completions</h2>
      {fold.shown.map(({ question, completions, distinct: different, shared, root }) => (
        <div key={question}>
          <h3>
            <Name of={question} />: {grouped(completions.a + completions.b)} answers, {grouped(completions.a)}{' '}
            of A and {grouped(completions.b)} of B; {grouped(different)} distinct, {grouped(shared)} given by
            both
          </h3>
          <ForkTreeView root={root} />
        </div>
      ))}
      <ShowMore fold={fold} what="questions" />
    </section>
  );
}

import { useEffect, useMemo } from 'react';
import { answerOf, frontierOf } from '../../../../audit/model/frontier.ts';
import type { ModelAudit } from '../../../../audit/model/model-audit.ts';
import { priced } from '../../../../audit/model/price.ts';
import { auditTitle, questionWords, rowWords, verdictText } from '../../../../report/audit-model.ts';
import { measuredTables } from '../../../../report/audit-model-tables.ts';
import { auditMarkdown, auditNotes } from '../../../../report/audit-model-text.ts';
import { fileStem, saveFile, saveJson } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import type { PageProps } from '../../../state/page-address.ts';
import { AuditTableView } from './audit-table.tsx';
import { FrontierPanel, type FrontierProps } from './frontier-panel.tsx';
import styles from './model.module.css';
import { ModelForm } from './model-form.tsx';
import { loadBakedAudit, priceOf, useModelAudit } from './model-store.ts';

/** `#audit/model`: what a model costs in service and is worth, in each precision and beside a smaller one. */
export function ModelPart(_props: PageProps) {
  const baked = useModelAudit((state) => state.baked);
  const own = useModelAudit((state) => state.own);
  const price = useModelAudit((state) => state.price);
  const chosen = useModelAudit((state) => state.batch);
  useEffect(() => {
    const leaving = new AbortController();
    loadBakedAudit(leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, []);
  const shown = own ?? baked;
  const audit = useMemo(() => shown && priced(shown, priceOf(price)), [shown, price]);
  return (
    <>
      <h2>What a model costs and is worth</h2>
      <ModelForm known={shown} />
      {audit && <Report audit={audit} earlier={own === null} batch={chosen} />}
    </>
  );
}

interface ReportProps {
  readonly audit: ModelAudit;
  readonly earlier: boolean;
  readonly batch: number | null;
}

function Report({ audit, earlier, batch }: ReportProps) {
  const batches = audit.variants[0].latencies.map((each) => each.batch);
  const at = batch !== null && batches.includes(batch) ? batch : Math.max(...batches);
  const stem = `audit-${fileStem(audit.variants[0].model.name)}`;
  // Thousands of draws: only where the audit or the batch is another.
  const rows = useMemo(() => frontierOf(audit, at), [audit, at]);
  return (
    <>
      <Answer audit={audit} batch={at} rows={rows} earlier={earlier} />
      <FrontierPanel audit={audit} batch={at} rows={rows} />
      {measuredTables(audit, [at]).map((table) => (
        <section key={table.title} className={tables.panel}>
          <h3>{table.title}</h3>
          <AuditTableView table={table} />
        </section>
      ))}
      <section className={tables.panel} aria-labelledby="audit-notes">
        <div className={tables.panelHead}>
          <h3 id="audit-notes">Notes</h3>
          <button
            type="button"
            onClick={() =>
              saveFile(`${stem}.md`, new Blob([auditMarkdown(audit)], { type: 'text/markdown' }))
            }
          >
            Download Markdown
          </button>
          <button type="button" onClick={() => saveJson(`${stem}.json`, audit)}>
            Download JSON
          </button>
        </div>
        <ul className={`${tables.note} ${styles.notes}`}>
          {auditNotes(audit).map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </section>
    </>
  );
}

interface AnswerProps extends FrontierProps {
  readonly earlier: boolean;
}

function Answer({ audit, batch, rows, earlier }: AnswerProps) {
  const verdict = answerOf(rows);
  return (
    <section className={tables.panel} aria-labelledby="audit-answer">
      <h3 id="audit-answer">{questionWords(audit, batch)}</h3>
      <p className={styles.verdict} data-verdict={verdict}>
        {verdictText(verdict)}
      </p>
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={row.id}>{rowWords(row)}</li>
        ))}
      </ul>
      <p className={tables.note}>
        <strong>{earlier ? 'Measured earlier:' : 'Measured here:'}</strong> {auditTitle(audit)}
      </p>
    </section>
  );
}

import type { DriftReport } from '../../../../audit/drift/drift-report.ts';
import { visible } from '../../../../experiment/visible.ts';
import { driftFinding, multiplicityWords } from '../../../../report/audit-drift.ts';
import { driftCsv, driftMarkdown } from '../../../../report/audit-drift-files.ts';
import { saveFile, saveJson } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import { faultOf, resultOf } from '../../../state/task.ts';
import { ColumnPanel } from './column-panel.tsx';
import { ColumnTable } from './column-table.tsx';
import styles from './drift.module.css';
import { useDrift } from './drift-store.ts';

/** What an audit found, or why there is none. */
export function DriftResults() {
  const audit = useDrift((state) => state.audit);
  const report = resultOf(audit);
  const fault = faultOf(audit);
  return (
    <>
      {fault && (
        <p className={styles.refused} role="alert">
          {visible(fault.message)}
        </p>
      )}
      {audit.state === 'cancelled' && <p className={tables.note}>The audit was cancelled.</p>}
      {report && <Found report={report} />}
    </>
  );
}

function Found({ report }: { readonly report: DriftReport }) {
  return (
    <section className={tables.panel} aria-label="What changed">
      <div className={tables.panelHead}>
        <h2>What changed first</h2>
        <ExportRow report={report} />
      </div>
      <p className={styles.finding} role="status">
        {driftFinding(report)}
      </p>
      <ColumnTable report={report} />
      <ColumnPanel />
      <p className={tables.note}>{multiplicityWords(report)}</p>
      {report.notes.map((note) => (
        <p key={note} className={tables.note}>
          {visible(note)}
        </p>
      ))}
    </section>
  );
}

const STEM = 'drift';

function ExportRow({ report }: { readonly report: DriftReport }) {
  const save = (name: string, type: string, text: string) => saveFile(name, new Blob([text], { type }));
  return (
    <div className="row">
      <button type="button" onClick={() => saveJson(`${STEM}.json`, report)}>
        Save as JSON
      </button>
      <button type="button" onClick={() => save(`${STEM}.csv`, 'text/csv', driftCsv(report))}>
        CSV
      </button>
      <button type="button" onClick={() => save(`${STEM}.md`, 'text/markdown', driftMarkdown(report))}>
        Markdown
      </button>
    </div>
  );
}

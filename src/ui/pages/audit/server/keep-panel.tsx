import { visible } from '../../../../experiment/visible.ts';
import { auditJson } from '../../../../report/audit-server-json.ts';
import { auditNotes } from '../../../../report/audit-server-lines.ts';
import { auditMarkdown } from '../../../../report/audit-server-markdown.ts';
import { KEY_VARIABLE, reproducerJson, reproducerScript } from '../../../../report/audit-server-script.ts';
import { fileStem, saveFile, saveJson } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './server.module.css';
import type { FoundAudit } from './server-store.ts';

/** What a reader must know beside the verdicts, and the report as files. */
export function KeepPanel({ found: { record, judgement } }: { readonly found: FoundAudit }) {
  const stem = `audit-${fileStem(record.model)}`;
  const { reproducer } = record;
  const saveText = (name: string, text: string, type: string) => saveFile(name, new Blob([text], { type }));
  return (
    <section className={tables.panel} aria-labelledby="server-report">
      <div className={tables.panelHead}>
        <h3 id="server-report">Report</h3>
        <button
          type="button"
          onClick={() => saveText(`${stem}.md`, auditMarkdown(record, judgement), 'text/markdown')}
        >
          Report as Markdown
        </button>
        <button type="button" onClick={() => saveJson(`${stem}.json`, kept(record, judgement))}>
          All of it as JSON
        </button>
        {reproducer && (
          <button
            type="button"
            onClick={() => saveText(`${stem}.sh`, reproducerScript(record, reproducer), 'text/x-shellscript')}
          >
            Smallest reproducer for curl
          </button>
        )}
      </div>
      <ul className={styles.notes}>
        {auditNotes(record, judgement).map((note) => (
          <li key={note}>{visible(note)}</li>
        ))}
        {reproducer && (
          <li>
            The reproducer takes its key from <code>{KEY_VARIABLE}</code>; no key is in any of these files.
          </li>
        )}
      </ul>
    </section>
  );
}

/** As `lab audit server --json` writes it; the reproducer stays as it is read again, its requests as they are sent beside it. */
function kept(record: FoundAudit['record'], judgement: FoundAudit['judgement']): unknown {
  const { reproducer } = record;
  return {
    ...(auditJson(record, judgement) as object),
    ...(reproducer && { requests: reproducerJson(record, reproducer) }),
  };
}

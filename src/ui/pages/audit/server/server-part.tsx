import { useEffect, useState } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import { CopyText } from '../../../areas/share/copy-text.tsx';
import { FileButton } from '../../../kit/file-button.tsx';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { useFileDrop } from '../../../kit/use-file-drop.ts';
import type { PageProps } from '../../../state/page-address.ts';
import { isUnderWay } from '../../../state/task.ts';
import { FindingPanel, VerdictTable } from './finding-panel.tsx';
import { ForkPanel } from './fork-panel.tsx';
import { KeepPanel } from './keep-panel.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import styles from './server.module.css';
import { ServerForm } from './server-form.tsx';
import { settingsAddress, settingsIn } from './server-settings.ts';
import { openSettings, serverStore, useServer } from './server-store.ts';
import { openAudit } from './server-work.ts';

/** `#audit/server`: whether a server's answers are the same whatever it computes beside them; `#audit/server/<settings>`: the form filled in. */
export function ServerPart({ path: [linked = ''] }: PageProps) {
  const found = useServer((state) => state.found);
  const problem = useLinked(linked);
  return (
    <>
      <div className={layout.pageHead}>
        <h2>Is a server deterministic?</h2>
        <p>
          Asks an OpenAI-compatible server the same things alone and otherwise, and says what changes its
          answers: asking again, company, the order of a batch, a warm cache, streaming, a seed, another
          endpoint. Nobody is contacted before a button is pressed that names the host.
        </p>
      </div>
      {problem && (
        <p className={tables.note} role="alert">
          {problem}
        </p>
      )}
      <ServerForm />
      <ProgressPanel />
      <Kept />
      {found && (
        <>
          <FindingPanel found={found} />
          <VerdictTable found={found} />
          <ForkPanel found={found} />
          <KeepPanel found={found} />
        </>
      )}
    </>
  );
}

/** Fills the form in as a link says. @returns why it cannot, or null. */
function useLinked(part: string): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (part === '') return setProblem(null);
    const settings = settingsIn(part);
    if (typeof settings === 'string') return setProblem(settings);
    setProblem(null);
    // Where an audit runs its form stands for it.
    if (!isUnderWay(serverStore.getState().work)) openSettings(settings);
  }, [part]);
  return problem;
}

/** A report that was saved, opened again, and the form as a link. */
function Kept() {
  const refused = useServer((state) => state.refused);
  const settings = useServer((state) => state.settings);
  const over = useFileDrop(({ files }) => {
    if (files[0]) void openAudit(files[0]);
  });
  return (
    <section className={tables.panel} aria-label="Reports and links" data-over={over || undefined}>
      <div className={`row ${styles.kept}`}>
        <FileButton
          label="A saved report, JSON"
          words="Open a saved report"
          accept=".json,application/json"
          take={(file) => void openAudit(file)}
        />
        <small>
          The JSON of this page or of <code>lab audit server --json</code>; or drop it anywhere. It stays in
          this page.
        </small>
      </div>
      {refused !== null && <p role="alert">{visible(refused)}.</p>}
      <details>
        <summary>Link to this form</summary>
        <CopyText
          label="Link to this form"
          text={`${location.href.replace(/#.*$/s, '')}${settingsAddress(settings)}`}
          note="It holds addresses, models, budget and prompts, and no key. Opening it asks nobody."
        />
      </details>
    </section>
  );
}

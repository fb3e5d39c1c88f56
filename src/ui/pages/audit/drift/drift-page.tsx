import { useEffect, useState } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { useFileDrop } from '../../../kit/use-file-drop.ts';
import { DemonstrationPanel } from './demonstration-panel.tsx';
import styles from './drift.module.css';
import { DriftResults } from './drift-results.tsx';
import { DriftSources } from './drift-sources.tsx';
import { driftStore, openExample, takeFiles, useDrift } from './drift-store.ts';
import { openOwnTraffic } from './load-arms.ts';

/** `#audit/drift`: what has changed between windows of a visitor's table, or of the lab's own traffic. Nothing of a file leaves the page. */
export function DriftPage() {
  const example = useDrift((state) => state.example);
  const [failed, setFailed] = useState<string | null>(null);
  const over = useFileDrop(({ files }) => takeFiles([...files]));
  const attempt = (work: Promise<void>) => {
    setFailed(null);
    work.catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
  };
  useEffect(() => {
    const { reference, audit } = driftStore.getState();
    if (reference === null && audit.state === 'idle') void openExample();
  }, []);
  return (
    <div className={layout.panels} data-over={over || undefined}>
      <div className={layout.pageHead}>
        <h2>Drift</h2>
        <p>
          What has changed between two windows of a table, column by column. A file is streamed in this page
          and nothing of it leaves it.
        </p>
      </div>
      <DriftSources over={over} />
      <section className={styles.examples} aria-label="Examples">
        <p className={tables.note}>
          {example ? `What you see is an example. ${visible(example)}` : 'No files at hand?'}
        </p>
        <button type="button" onClick={() => attempt(openExample())}>
          A request log, made up
        </button>
        <button type="button" onClick={() => attempt(openOwnTraffic())}>
          The lab’s own traffic
        </button>
        {failed && <p role="alert">{visible(failed)}</p>}
      </section>
      <DriftResults />
      <DemonstrationPanel />
    </div>
  );
}

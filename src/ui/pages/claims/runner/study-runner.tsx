import { useEffect } from 'react';
import tables from '../../../kit/styles/tables.module.css';
import { STUDIES_CHANGED } from '../../../state/kept-studies.ts';
import type { PageProps } from '../../../state/page-address.ts';
import { isUnderWay } from '../../../state/task.ts';
import { KeptStudies } from './kept-studies.tsx';
import { OpenStudy } from './open-study.tsx';
import { OpenedPanel } from './opened-panel.tsx';
import { keptElsewhere, listKept, openKept, openShipped, openText } from './runner-actions.ts';
import { runnerStore, useRunner } from './runner-store.ts';

/** `#claims/runner`: runs a study in this browser; `#claims/runner/<id>`: one that ships; `#study1.…`: one of a link. Nothing runs unasked. */
export function StudyRunner({ path: [id = ''] }: PageProps) {
  const opened = useRunner((state) => state.opened);
  useEffect(() => void begin(id), [id]);
  useEffect(() => {
    const changed = () => void keptElsewhere();
    window.addEventListener(STUDIES_CHANGED, changed);
    return () => window.removeEventListener(STUDIES_CHANGED, changed);
  }, []);
  return (
    <>
      <section className={tables.panel} aria-labelledby="runner-title" data-part="runner">
        <div className={tables.panelHead}>
          <h2 id="runner-title">Run a study here</h2>
        </div>
        <p className={tables.note}>
          A study runs job by job beside the page, and each result is kept in this browser as it ends: close
          the page when you like, and continue another day. Results can be saved as a zip, continued on the
          command line with <code>lab sweep import</code>, and brought back.
        </p>
        <OpenStudy />
        <KeptStudies />
      </section>
      {opened && <OpenedPanel opened={opened} />}
    </>
  );
}

/** What the address names, or the study that was run last. One that is opened or runs stays. */
async function begin(id: string): Promise<void> {
  await listKept();
  const { opened, opening, work, kept } = runnerStore.getState();
  if (isUnderWay(work) || isUnderWay(opening)) return;
  if (id.startsWith('#')) await openText(id);
  else if (id !== '') {
    if (opened?.study.id !== id) await openShipped(id);
  } else if (!opened && kept && kept.length > 0) await openKept(kept[0].hash);
}

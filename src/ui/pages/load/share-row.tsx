import { useDeferredValue, useMemo } from 'react';
import { decodeLink, encodeLink } from '../../../experiment/link.ts';
import { LinkError } from '../../../experiment/link-error.ts';
import { parsePayload } from '../../../experiment/link-payload.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { loadJson } from '../../../results/load/load-json.ts';
import type { LoadRecord } from '../../../results/load/load-record.ts';
import { grouped } from '../../../results/text.ts';
import { CopyText } from '../../areas/share/copy-text.tsx';
import { Dialogs } from '../../kit/dialogs.tsx';
import { fileStem, saveFile, saveJson } from '../../kit/save-file.ts';
import tables from '../../kit/styles/tables.module.css';
import { closeDialog, useShell } from '../../state/shell-store.ts';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';
import { useLoad } from './load-store.ts';

/** Characters that links are known to survive. */
const LONG = 8000;

const DIALOGS = { 'share-load': { title: 'Share this crowd', Content: ShareForm } };

/** The same from the header's button. */
export function ShareDialog() {
  const open = useShell(({ dialog }) => dialog);
  return <Dialogs dialogs={DIALOGS} open={open === 'share-load' ? open : null} onClose={closeDialog} />;
}

export function ShareRow() {
  return (
    <section className={tables.panel} aria-labelledby="load-share-title">
      <h2 id="load-share-title">Share</h2>
      <ShareForm />
    </section>
  );
}

/** The experiment, crowd and all, as a link; what the run came to as files. */
function ShareForm() {
  // A link takes a while to write where the crowd is a long trace: sliders do not wait for it.
  const experiment = useDeferredValue(useLoad((state) => state.experiment));
  const record = useLoad((state) => state.record);
  const views = useLoad((state) => state.views);
  const stem = fileStem(experiment.title);
  const link = useMemo(() => linkOf(experiment), [experiment]);
  return (
    <>
      {link === null ? (
        <p className={tables.note}>
          This crowd is too long for a link: the file of the experiment carries it.
        </p>
      ) : (
        <>
          <p className={tables.note}>
            The link carries the crowd as it is drawn, in {grouped(link.length)} characters, and nothing that
            was computed.
            {link.length > LONG && ' Chats and mail may cut one as long: the file says the same.'}
          </p>
          <CopyText label="Link to this crowd" text={link} />
        </>
      )}
      <div className={`row ${styles.files}`}>
        <button type="button" onClick={() => saveJson(`${stem}.experiment.json`, experiment)}>
          Save the experiment
        </button>
        {record && (
          <>
            <button type="button" onClick={() => saveJson(`${stem}.json`, loadJson(record))}>
              Download JSON
            </button>
            <button type="button" onClick={() => saveFile(`${stem}.jsonl`, linesOf(record, views))}>
              Download JSONL
            </button>
          </>
        )}
      </div>
    </>
  );
}

/** Null where no page would open it. */
function linkOf(experiment: Experiment): string | null {
  const link = encodeLink(parsePayload({ experiment }));
  return canBeOpened(link) ? addressOf(link) : null;
}

function canBeOpened(link: string): boolean {
  if (link.length <= LONG) return true;
  try {
    decodeLink(link);
    return true;
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return false;
  }
}

/** This page's own address with the link as the page's path: no server sees it. */
function addressOf(link: string): string {
  const [page] = location.href.split(/[?#]/);
  return `${page}#load/${link.replace(/^#/, '')}`;
}

/** A line for each plan, step and request, as `lab load --jsonl` has them, but for what only a run that goes on needs. */
function linesOf({ arms }: LoadRecord, views: readonly ArmView[]): Blob {
  const lines = arms.flatMap(({ name: arm, clock, plans, requests }) => [
    { type: 'arm', arm, clock },
    ...plans.map((texts, index) => ({ type: 'plan', arm, index, texts })),
    ...(views.find((view) => view.arm === arm)?.scene.steps ?? []).map((step) => ({
      type: 'step',
      arm,
      ...step,
    })),
    ...requests.map((request) => ({ type: 'request', arm, ...request })),
    { type: 'arm-ended', arm },
  ]);
  return new Blob(
    lines.map((line) => `${JSON.stringify(line)}\n`),
    { type: 'application/jsonl' },
  );
}

import { useMemo } from 'react';
import { deviceWords, placeWords } from '../../../report/engine.ts';
import { standingsWords } from '../../../report/postures.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import { useHidden, useLab } from '../../state/lab-store.ts';
import { cancel, run } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import { NameWarnings } from '../compose/name-warnings.tsx';
import { Guarantees } from '../run/guarantees.tsx';
import styles from './share.module.css';
import { shareAddress, sharePayload } from './share-link.ts';

/** All that an embedded page has around its results: a title, one button. */
export function EmbedHeader() {
  const experiment = useLab(({ chosen }) => chosen.experiment);
  const engine = useLab((state) => state.engine);
  const busy = useLab(({ status }) => isUnderWay(status));
  return (
    <header className={styles.embedHeader}>
      <h1>
        <Name of={experiment.title} />
      </h1>
      <p className={styles.progressWords} role="status">
        <EmbedStatus />
      </p>
      <button type="button" className={controls.primary} onClick={() => void (busy ? cancel() : run())}>
        {busy ? 'Cancel' : `Run on ${deviceWords(engine)}`}
      </button>
      <NameWarnings experiment={experiment} />
    </header>
  );
}

/** Below the results: what may be relied on, and the way to the whole lab. */
export function EmbedFooter() {
  const closed = useHidden('share');
  return (
    <footer className={styles.embedFooter}>
      <EmbedGuarantees />
      {!closed && <WholeLab />}
    </footer>
  );
}

function WholeLab() {
  const address = useAddress();
  return (
    <a href={address} target="_blank" rel="noopener">
      Open in Batchmates
    </a>
  );
}

/** The whole lab with what is on screen here; written once a run, since to pack a large experiment takes a while. */
function useAddress(): string {
  const experiment = useLab(({ chosen }) => chosen.experiment);
  const ran = useLab(({ view }) => view.experiment);
  const record = useLab(({ view }) => view.record);
  const hide = useLab((state) => state.hidden);
  return useMemo(() => {
    const options = { fingerprints: true, embed: false, hide };
    return shareAddress(location.href, sharePayload(experiment, { experiment: ran, record }, options));
  }, [experiment, ran, record, hide]);
}

/** One word an arm; the lines behind it where the visitor asks. */
function EmbedGuarantees() {
  const record = useLab(({ view }) => view.record);
  if (!record) return null;
  return (
    <details>
      <summary>Guarantees: {standingsWords(record.postures)}</summary>
      <Guarantees postures={record.postures} />
    </details>
  );
}

function EmbedStatus() {
  const status = useLab((state) => state.status);
  const engine = useLab(({ view }) => view.engine);
  const source = useLab(({ view }) => view.source);
  if (status.state === 'stopping') return 'stopping…';
  if (status.state === 'running') {
    const { progress } = status;
    return progress.stage === 'running'
      ? `${progress.generated} of ${progress.total} tokens`
      : `${progress.stage}…`;
  }
  if (status.state === 'failed') return 'failed';
  if (!engine || source === 'none') return 'not run yet';
  const when = source === 'example' ? 'computed earlier' : 'computed here';
  return `${when} on ${placeWords(engine.kind, engine.adapter)}`;
}

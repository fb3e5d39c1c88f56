import { needsLoad } from '../../../experiment/needs-load.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { visibleLines } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { openEditorDialog, resetEditor } from '../../state/editor.ts';
import type { NamedExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { loadExperiments } from '../../state/load-experiments.ts';
import { chooseExperiment } from '../../state/opening.ts';
import { loadPresetAddress } from '../../state/page-address.ts';
import { isUnderWay } from '../../state/task.ts';
import batch from './batch.module.css';
import styles from './gallery.module.css';
import { askForFile } from './open-file.tsx';
import { Picture } from './picture.tsx';
import { startNew } from './start-new.ts';

/** Experiments to begin with, each with a small picture of its arms and their batches. */
export function Gallery() {
  const experiments = useLab((state) => state.experiments);
  const current = useLab(({ chosen }) => chosen.id);
  const busy = useLab(({ status }) => isUnderWay(status));
  const open = (id: string) => {
    openEditorDialog(null);
    resetEditor();
    chooseExperiment(id);
  };
  return (
    <>
      {busy && <p className={tables.note}>A run is under way: cancel it to open another experiment.</p>}
      <ul className={styles.gallery} data-part="gallery">
        {experiments.map((named) => (
          <li key={named.id}>
            <Preset {...{ named, busy }} current={named.id === current} onOpen={() => open(named.id)} />
          </li>
        ))}
        {loadExperiments.map((named) => (
          <li key={named.id}>
            <Preset named={named} busy={false} current={false} onOpen={() => openUnderLoad(named.id)} />
          </li>
        ))}
      </ul>
      <p className={styles.galleryKey}>
        <span className={batch.ofProbe}>◆</span> probe <span>○</span> clean <span>≈</span> noise. Squares:
        matmul, RMSNorm, attention, filled where the set is invariant. Arcs join the arms that are compared.
      </p>
      <div className="row">
        <button type="button" disabled={busy} onClick={startNew}>
          New experiment
        </button>
        <button type="button" disabled={busy} onClick={askForFile}>
          Open file…
        </button>
        <button type="button" disabled={busy} onClick={() => openEditorDialog('link')}>
          Open link…
        </button>
        <small className={layout.keys}>or drop a file anywhere on the page</small>
      </div>
    </>
  );
}

/** What only runs under load opens where it runs. */
function openUnderLoad(id: string): void {
  openEditorDialog(null);
  location.hash = loadPresetAddress(id);
}

interface PresetProps {
  readonly named: NamedExperiment;
  readonly current: boolean;
  readonly busy: boolean;
  readonly onOpen: () => void;
}

function Preset({ named: { experiment }, current, busy, onOpen }: PresetProps) {
  return (
    <button
      type="button"
      className={styles.preset}
      data-part="preset"
      aria-current={current}
      disabled={busy}
      onClick={onOpen}
    >
      <span className={styles.presetPicture}>
        <Picture experiment={experiment} height={125} />
      </span>
      <strong>
        <Name of={experiment.title} />
      </strong>
      <span className={styles.presetWords}>{visibleLines(twoSentences(experiment.description ?? ''))}</span>
      <small>{figures(experiment)}</small>
    </button>
  );
}

function figures(experiment: Experiment): string {
  const { arms, requests, compare, crowd } = experiment;
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [
    count(requests.length, 'request'),
    ...(crowd ? ['a crowd'] : []),
    count(arms.length, 'arm'),
    ...(needsLoad(experiment) === null ? [count(compare.length, 'pair')] : ['opens under Load']),
  ].join(' · ');
}

/** A gallery gives the point; the whole description stands beside the opened experiment. */
export function twoSentences(text: string): string {
  const [, two] = /^(.*?[.?!](?:\s.*?[.?!])?)(?=\s[A-Z]|\s*$)/s.exec(text) ?? [];
  return two ?? text;
}

import { ownKernelsIn } from '../../../experiment/shaders.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import { strangeKernels, useOwnKernels } from '../../state/own-kernels.ts';
import { OwnKernelCard } from './own-kernel-card.tsx';
import styles from './own-kernels.module.css';

/** Asks before a text that is not the lab's runs for the first time in this visit, and shows it. */
export function OwnConsent() {
  const waiting = useOwnKernels((state) => state.waiting);
  return (
    <Dialog
      open={waiting !== null}
      onClose={() => waiting?.answer(false)}
      title="Run kernels that are not the lab’s?"
    >
      {waiting && <Asked key={waiting.experiment.title} />}
    </Dialog>
  );
}

function Asked() {
  const waiting = useOwnKernels((state) => state.waiting);
  if (!waiting) return null;
  const { experiment, answer } = waiting;
  const strange = new Set(strangeKernels(experiment).map(({ hash }) => hash));
  const kernels = ownKernelsIn(experiment).filter(({ hash }) => strange.has(hash));
  return (
    <div className={styles.consent}>
      <p>
        <strong>
          <Name of={experiment.title} />
        </strong>{' '}
        brings {kernels.length === 1 ? 'a WGSL text' : `${kernels.length} WGSL texts`}, which nothing has run
        yet. Here is what it would run on your GPU: on a device of its own, every loop counted, so that an
        endless one ends. WGSL reaches no files, no network and no other page; at worst the GPU is busy for a
        while, or that device is lost.
      </p>
      {kernels.map((kernel) => (
        <OwnKernelCard key={kernel.hash} open={kernels.length === 1} {...{ experiment, kernel }} />
      ))}
      <div className="row">
        <button type="button" className={controls.primary} onClick={() => answer(true)}>
          Run {kernels.length === 1 ? 'it' : 'them'}
        </button>
        <button type="button" onClick={() => answer(false)}>
          Do not run
        </button>
        <small>
          Your yes holds for {kernels.length === 1 ? 'this text' : 'these texts'} until the page is closed.
        </small>
      </div>
    </div>
  );
}

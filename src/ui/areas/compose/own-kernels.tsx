import { removeShader } from '../../../experiment/edit/shaders.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { type OwnKernel, ownKernelsIn, SHADER_FILES } from '../../../experiment/shaders.ts';
import layout from '../../kit/styles/layout.module.css';
import { editOwnKernel } from '../../state/edit-kernel.ts';
import { edit } from '../../state/editor.ts';
import { useLab } from '../../state/lab-store.ts';
import { strangeKernels, useOwnKernels } from '../../state/own-kernels.ts';
import { OwnKernelCard } from '../run/own-kernel-card.tsx';
import styles from '../run/own-kernels.module.css';
import compose from './compose.module.css';

/** The kernels of the composed experiment that are not the lab's; nothing where it has none. */
export function ComposedKernels() {
  const experiment = useLab(({ chosen }) => chosen.experiment);
  useOwnKernels(({ allowed }) => allowed);
  const kernels = ownKernelsIn(experiment);
  if (kernels.length === 0) return null;
  const strange = strangeKernels(experiment).length;
  return (
    <section className={styles.ownList} data-part="own-kernels" aria-labelledby="own-kernels-title">
      <div className={`${layout.sectionHead} ${compose.sectionHead}`}>
        <h2 id="own-kernels-title">Own kernels</h2>
      </div>
      <p className={styles.lead}>
        {strange > 0
          ? 'WGSL that came with this experiment. Nothing of it has run: a run asks you first.'
          : 'They run on a device of their own, with every loop counted.'}
      </p>
      {kernels.map((kernel) => (
        <OwnKernelCard key={kernel.hash} {...{ experiment, kernel }}>
          <div className="row">
            <button type="button" onClick={() => editOwnKernel(kernel)}>
              Edit and test
            </button>
            <button type="button" onClick={() => remove(experiment, kernel)}>
              Remove from its arms
            </button>
          </div>
        </OwnKernelCard>
      ))}
    </section>
  );
}

/** Gives the operation back to the kernel sets in every arm that ran it. */
function remove({ arms }: Experiment, { name, like }: OwnKernel): void {
  const operation = SHADER_FILES[like];
  const running = arms.filter((arm) => arm.shaders?.[operation] === name);
  edit(
    (before) =>
      running
        .slice(1)
        .reduce(
          (edited, arm) => (edited.ok ? removeShader(edited.experiment, arm.name, operation) : edited),
          removeShader(before, running[0].name, operation),
        ),
    { place: 'arms', say: `${name} removed.` },
  );
}

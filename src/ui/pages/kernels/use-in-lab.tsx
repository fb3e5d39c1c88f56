import { useState } from 'react';
import { problemText } from '../../../experiment/edit/edited.ts';
import { putShader } from '../../../experiment/edit/shaders.ts';
import { SHADER_FILE_NAMES, type ShaderFile, shaderHash } from '../../../experiment/shaders.ts';
import { visible } from '../../../experiment/visible.ts';
import { claimOf } from '../../../studies/own-kernels/claim.ts';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { editorIdOf } from '../../state/edit-kernel.ts';
import { edit } from '../../state/editor.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { labStore, useLab } from '../../state/lab-store.ts';
import { add } from '../../state/opening.ts';
import { allowKernels, keepClaims } from '../../state/own-kernels.ts';
import { run } from '../../state/running.ts';
import { isUnderWay, resultOf } from '../../state/task.ts';
import { useEdit } from './edit-store.ts';
import styles from './edit-view.module.css';
import { withKernel } from './needle-with.ts';

/** Leads an edited kernel into the model: an arm of what is being composed, or the needle. */
export function UseInLab() {
  const { id, group } = useEdit((state) => state.kernel);
  const like = SHADER_FILE_NAMES.find((file) => editorIdOf(file) === id);
  if (group !== 'of the engine' || !like)
    return (
      <p className={tables.note}>
        A kernel for learning reads plain f32 and stays here: the engine’s own, which read packed weights, can
        be edited and run inside the model.
      </p>
    );
  return <Uses like={like} />;
}

/** The lab from its top: this page's panel stands at the foot of a long page, and the window keeps its place. */
function openLab(): void {
  location.hash = '#lab';
  window.scrollTo(0, 0);
}

function Uses({ like }: { readonly like: ShaderFile }) {
  const source = useEdit((state) => state.text);
  const found = useEdit(({ test }) => resultOf(test));
  const experiment = useLab(({ chosen }) => chosen.experiment);
  const busy = useLab(({ status }) => isUnderWay(status));
  const [problem, setProblem] = useState<string | null>(null);
  const names = experiment.arms.map(({ name }) => name);
  const [wanted, setWanted] = useState<string | null>(null);
  const arm = wanted !== null && names.includes(wanted) ? wanted : names[names.length - 1];
  const draft = { like, source };
  /** Whoever edited a text has read it. */
  const take = () => {
    const hash = shaderHash(like, source);
    allowKernels([hash]);
    if (found?.end.kind !== 'verdict' || found.text !== source) return;
    const claim = claimOf(found.end.verdict, { hash }, found.setup);
    if (claim) keepClaims([claim]);
  };
  const intoArm = () => {
    const result = edit((before) => putShader(before, arm, draft), {
      say: `The kernel stands in ${arm} now.`,
    });
    if (!result.ok) return setProblem(result.problems.map(problemText).join('\n'));
    take();
    openLab();
  };
  const needle = () => {
    try {
      const made = withKernel(bundledExperiments[0].experiment, draft);
      take();
      add({ id: 'own-kernel', experiment: made, words: 'own' });
      openLab();
      if (labStore.getState().chosen.experiment === made) void run();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      setProblem(error.message);
    }
  };
  return (
    <section className={tables.panel} data-part="use-in-lab" aria-label="Use in the lab">
      <h3>Use it in the lab</h3>
      <p>
        It takes the place of <code>shaders/{like}.wgsl</code> inside the model, called as that file is: the
        same bindings, overrides and entry point. Every loop is counted there too.
      </p>
      <div className={styles.uses}>
        <button type="button" className={controls.primary} disabled={busy} onClick={needle}>
          Run the needle with this kernel
        </button>
        <label>
          Arm{' '}
          <select value={arm} onChange={(event) => setWanted(event.target.value)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {visible(name)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={busy} onClick={intoArm}>
          Put it into this arm
        </button>
      </div>
      {problem !== null && (
        <p role="alert">
          {problem
            .split('\n')
            .map((line) => visible(line))
            .join('; ')}
        </p>
      )}
    </section>
  );
}

import { asksForRandom } from '../../../experiment/model-name.ts';
import { ACTIVATION_DTYPES } from '../../../numerics/dtypes.ts';
import { adapterName } from '../../../results/adapter-name.ts';
import { Segments, SelectField } from '../../kit/choices.tsx';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { isUnderWay } from '../../state/task.ts';
import styles from './speed.module.css';
import { SpeedProgress } from './speed-progress.tsx';
import {
  changeSpeed,
  SPEED_MODELS,
  SPEED_SIZES,
  type SpeedModel,
  startBench,
  stopBench,
  useSpeed,
} from './speed-store.ts';

const MODEL_WORDS: Readonly<Record<SpeedModel, string>> = {
  nano: 'nano, 1.8 M parameters',
  pico: 'pico, 0.6 M parameters',
  'long nano': 'nano’s shape, random weights, 2048 positions',
  'random:smollm2-135m': 'SmolLM2-135M’s shape, random weights',
  'random:qwen2.5-0.5b:4': 'Qwen2.5-0.5B’s shape in 4 layers, its whole vocabulary, random weights',
};

const SIZE_NOTES = {
  short: 'Decode steps of 1 and 8 requests.',
  usual: 'Decode 1, 8 and 32, a longer context, prompts of 32 and 128.',
  full: 'M from 1 to 512, contexts to 1024 where the model has them. Long on a slow device.',
} as const;

/** What to time, and on what. */
export function SpeedForm() {
  const setup = useSpeed((state) => state.setup);
  const timing = useSpeed((state) => isUnderWay(state.work));
  const running = useLab(({ status }) => isUnderWay(status));
  const gpu = useLab((state) => state.gpu);
  const ready = !timing && !running && gpu.state !== 'missing';
  return (
    <section className={`${tables.panel} ${fields.editForm} ${styles.speedForm}`} aria-label="What to time">
      <div className={fields.wide}>
        <SelectField
          label="Model"
          value={setup.model}
          options={SPEED_MODELS}
          words={(name) => MODEL_WORDS[name]}
          onChange={(model) => changeSpeed({ model })}
        />
      </div>
      <Segments
        legend="Steps"
        value={setup.size}
        options={SPEED_SIZES.map((size) => ({ value: size, words: size }))}
        onChange={(size) => changeSpeed({ size })}
      />
      <p className={tables.note}>{SIZE_NOTES[setup.size]}</p>
      <Segments
        legend="Activations of our sets"
        value={setup.activations}
        options={ACTIVATION_DTYPES.map((dtype) => ({ value: dtype, words: dtype }))}
        onChange={(activations) => changeSpeed({ activations })}
      />
      <label className={`row ${styles.speedPeer}`}>
        <input
          type="checkbox"
          checked={setup.peer}
          onChange={(event) => changeSpeed({ peer: event.target.checked })}
        />
        <span>
          Time onnxruntime-web too <small>(fetches 17 to 27 MB)</small>
        </span>
      </label>
      {asksForRandom(setup.model) && gpu.state === 'available' && gpu.adapter.software && (
        <p className={tables.note}>A software adapter takes seconds for one step of this model.</p>
      )}
      <div className="row">
        <button
          type="button"
          className={controls.primary}
          aria-disabled={!ready}
          onClick={() => ready && void startBench()}
        >
          Run the bench
        </button>
        <button type="button" aria-disabled={!timing} onClick={() => void stopBench()}>
          Cancel
        </button>
      </div>
      {running && <p className={tables.note}>A run is under way in the lab: it has the device.</p>}
      <SpeedProgress />
      <p className={tables.note}>
        {gpu.state === 'missing' && gpu.fault.message}
        {gpu.state === 'available' &&
          `On ${adapterName(gpu.adapter)}${gpu.adapter.software ? ', a software adapter: a processor plays the GPU, so that only ratios mean anything' : ''}.`}
      </p>
    </section>
  );
}

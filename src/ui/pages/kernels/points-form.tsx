import { ACTIVATION_DTYPES } from '../../../numerics/dtypes.ts';
import { OPERATIONS, type Operation } from '../../../numerics/operations.ts';
import { type KernelSet, OWN_SETS, type OwnSet, rulesOf } from '../../../numerics/sets/sets.ts';
import { initialDimensions, MOST_PARALLELISM, WORKBENCH_SETS } from '../../../workbench/cases/setup.ts';
import { Segments, SelectField } from '../../kit/choices.tsx';
import { KernelSetField, SetNotes } from '../../kit/kernel-set-field.tsx';
import { Slider } from '../../kit/slider.tsx';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { changeSetup, pointsOn } from './points-place.ts';
import { usePoints } from './points-store.ts';
import styles from './points-view.module.css';
import { ShapeFields } from './shape-fields.tsx';

const OPERATION_WORDS: Readonly<Record<Operation, string>> = {
  matmul: 'matmul',
  rmsnorm: 'add and RMSNorm',
  attention: 'attention, decode',
};

/** The editable kernel that runs an operation. */
const EDIT: Readonly<Record<Operation, string>> = {
  matmul: 'matmul-tile',
  rmsnorm: 'add-norm',
  attention: 'attention',
};

const SET_NOTES: Readonly<Record<OwnSet, string>> = {
  variant: 'Does what serving libraries do: tiles and splits follow M.',
  invariant: 'One order, from K or the row’s own context alone, in many tilings.',
  pinned: 'One tile and no split for every M.',
};

function isOwn(set: KernelSet): set is OwnSet {
  return OWN_SETS.some((own) => own === set);
}

/** What to run: operation, sizes, kernel set, dtype, device. */
export function PointsForm() {
  const { operation, dimensions, set, parallelism, dtype } = usePoints((state) => state.setup);
  const on = usePoints((state) => state.on);
  const gpu = useLab((state) => state.gpu);
  return (
    <section className={`${tables.panel} ${fields.editForm} ${styles.pointsForm}`} aria-label="What to run">
      <div className={fields.wide}>
        <SelectField
          label="Operation"
          value={operation}
          options={OPERATIONS}
          words={(name) => OPERATION_WORDS[name]}
          onChange={(name) => changeSetup({ operation: name, dimensions: initialDimensions(name) })}
        />
      </div>
      <ShapeFields
        key={operation}
        operation={operation}
        dimensions={dimensions}
        onChange={(sizes) => changeSetup({ dimensions: sizes })}
      />
      <div className={fields.wide}>
        <KernelSetField
          label="Kernel set"
          value={set}
          sets={WORKBENCH_SETS}
          onChange={(value) => changeSetup({ set: value })}
        />
      </div>
      {isOwn(set) ? (
        <p className={`${tables.note} ${styles.note} ${fields.wide}`}>{SET_NOTES[set]}</p>
      ) : (
        <SetNotes sets={[set]} />
      )}
      {rulesOf(set).readsParallelism.includes(operation) && (
        <Slider
          label="Parallelism: workgroups to keep busy"
          value={parallelism}
          min={1}
          max={MOST_PARALLELISM}
          slider={256}
          onChange={(value) => {
            if (Number.isInteger(value) && value >= 1 && value <= MOST_PARALLELISM)
              changeSetup({ parallelism: value });
          }}
        />
      )}
      <Segments
        legend="Dtype of activations and weights"
        value={dtype}
        options={ACTIVATION_DTYPES.map((value) => ({ value, words: value }))}
        onChange={(value) => changeSetup({ dtype: value })}
      />
      {gpu.state === 'available' && (
        <Segments
          legend="Run on"
          value={on}
          options={[
            { value: 'webgpu', words: 'this device' },
            { value: 'cpu', words: 'CPU replay' },
          ]}
          onChange={pointsOn}
        />
      )}
      <p className={`${tables.note} ${styles.note} ${fields.wide}`}>
        The address leads to this very place.{' '}
        <a href={`#kernels/edit/${EDIT[operation]}`}>Edit this kernel</a> and test what becomes of it.
      </p>
    </section>
  );
}

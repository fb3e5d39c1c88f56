import { ACTIVATION_DTYPES } from '../../../numerics/dtypes.ts';
import { OWN_SETS } from '../../../numerics/sets/sets.ts';
import type { Dimensions } from '../../../workbench/cases/setup.ts';
import { Segments } from '../../kit/choices.tsx';
import charts from '../../kit/styles/charts.module.css';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { isUnderWay, progressOf } from '../../state/task.ts';
import { changeDtype, changeTest, runTest, stopTest, useEdit } from './edit-store.ts';
import { ShapeFields } from './shape-fields.tsx';
import styles from './test-form.module.css';

/** Products of a row that a step of the tester may have: 128 rows of them are run dozens of times. */
const MOST_PRODUCTS = 1 << 18;

/** The question, and what it is asked of. */
export function TestForm() {
  const kernel = useEdit((state) => state.kernel);
  const dimensions = useEdit((state) => state.dimensions);
  const set = useEdit((state) => state.set);
  const dtype = useEdit((state) => state.dtype);
  const test = useEdit((state) => state.test);
  const missing = useLab(({ gpu }) => gpu.state === 'missing');
  const running = isUnderWay(test);
  return (
    <section className={`${tables.panel} ${styles.testForm}`} aria-label="Property test">
      <div className={styles.testHead}>
        <h3>Is this batch-invariant?</h3>
        <p>
          Runs one row alone and among up to 127 others, first, last and in the middle, with other contents
          each time, and compares every bit.
        </p>
        {running ? (
          <Running />
        ) : (
          <button
            type="button"
            className={controls.primary}
            disabled={missing}
            onClick={() => void runTest()}
          >
            Run the test
          </button>
        )}
      </div>
      <fieldset className={`${fields.editForm} ${styles.editForm}`} disabled={running}>
        <legend className="unseen">What it is tested on</legend>
        <ShapeFields
          key={kernel.id}
          operation={kernel.operation}
          dimensions={dimensions}
          onChange={(sizes) => changeTest({ dimensions: sizes })}
          problemOf={tooLarge}
        />
        {kernel.group === 'of the engine' && (
          <>
            <Segments
              legend="The host’s plan, which the kernel is given as a table"
              value={set}
              options={OWN_SETS.map((value) => ({ value, words: value }))}
              onChange={(value) => changeTest({ set: value })}
            />
            <Segments
              legend="Dtype"
              value={dtype}
              options={ACTIVATION_DTYPES.map((value) => ({ value, words: value }))}
              onChange={changeDtype}
            />
          </>
        )}
      </fieldset>
    </section>
  );
}

function Running() {
  const progress = useEdit(({ test }) => progressOf(test));
  return (
    <div className={charts.workLine} data-part="work-line">
      <progress aria-label="Testing" value={progress?.done ?? 0} max={Math.max(1, progress?.total ?? 1)} />
      <span>
        {progress ? `M = ${progress.rows}, case ${progress.done + 1} of ${progress.total}` : 'compiling'}
      </span>
      <button type="button" onClick={stopTest}>
        Stop
      </button>
    </div>
  );
}

function tooLarge({
  terms = 1,
  columns = 1,
  heads = 1,
  headDim = 1,
  context = 1,
}: Dimensions): string | null {
  const products = terms * columns * heads * headDim * context;
  if (products <= MOST_PRODUCTS) return null;
  return `The tester takes shapes of at most ${MOST_PRODUCTS} products a row; this one has ${products}.`;
}

import { useEffect, useRef } from 'react';
import type { Experiment } from '../../../../../experiment/schema.ts';
import { deviceWords, placeWords } from '../../../../../report/engine.ts';
import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import controls from '../../../../kit/styles/controls.module.css';
import fields from '../../../../kit/styles/fields.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { useLab } from '../../../../state/lab-store.ts';
import { chooseEngine } from '../../../../state/running.ts';
import { isUnderWay } from '../../../../state/task.ts';
import { startLoad, stopLoad } from '../../../load/load-run.ts';
import { useLoad } from '../../../load/load-store.ts';
import { Choice } from '../../parts/choice.tsx';
import styles from '../neighbours/neighbours.module.css';

const ENGINES = [
  { value: 'webgpu', words: 'on WebGPU' },
  { value: 'cpu', words: 'on the CPU' },
] as const;

interface LoadRunProps {
  readonly experiment: Experiment;
  /** Once, when a run of it is over. */
  readonly onDone: () => void;
  readonly children: (record: LoadRecord) => React.ReactNode;
}

/** Runs an experiment under its traffic, beside the one composed on the page Load, and shows what came out. */
export function LoadRun({ experiment, onDone, children }: LoadRunProps) {
  const work = useLoad((state) => state.work);
  const mine = useLoad(({ ran }) => ran === experiment);
  const record = useLoad((state) => (state.ran === experiment ? state.record : null));
  const engine = useLab((state) => state.engine);
  const gpu = useLab((state) => state.gpu);
  const busy = isUnderWay(work);
  const told = useRef(onDone);
  told.current = onDone;
  useEffect(() => {
    if (record) told.current();
  }, [record]);
  return (
    <div className={styles.lessonRun}>
      {gpu.state === 'available' && !busy && (
        <Choice
          label="Engine"
          options={ENGINES}
          value={engine === 'cpu' ? 'cpu' : 'webgpu'}
          onChange={chooseEngine}
        />
      )}
      <div className="row">
        <button
          type="button"
          className={controls.primary}
          aria-disabled={busy}
          onClick={() => void startLoad(experiment)}
        >
          Run on {deviceWords(engine)}
        </button>
        <button type="button" aria-disabled={!busy} onClick={stopLoad}>
          Cancel
        </button>
      </div>
      {busy && (
        <p className={tables.note} role="status">
          {!mine
            ? 'Another run is under way on the page Load. Cancel it to run this one.'
            : work.progress.stage === 'loading'
              ? work.progress.words
              : 'Running'}
        </p>
      )}
      {mine && work.state === 'failed' && (
        <p className={fields.problem} data-part="problem">
          {work.fault.message}
        </p>
      )}
      {record && (
        <>
          <p className={tables.note} role="status">
            On {placeWords(record.engine, record.adapter)}. It is open on <a href="#load">the page Load</a>{' '}
            too, with its lanes, blocks and streams.
          </p>
          {children(record)}
        </>
      )}
    </div>
  );
}

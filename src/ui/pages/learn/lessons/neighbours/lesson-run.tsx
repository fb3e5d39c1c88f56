import { useEffect, useRef } from 'react';
import type { Experiment } from '../../../../../experiment/schema.ts';
import { deviceWords, placeWords } from '../../../../../report/engine.ts';
import type { RunRecord } from '../../../../../results/record.ts';
import { Progress } from '../../../../areas/run/run-progress.tsx';
import controls from '../../../../kit/styles/controls.module.css';
import fields from '../../../../kit/styles/fields.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { useLab } from '../../../../state/lab-store.ts';
import { cancel, chooseEngine, runBeside } from '../../../../state/running.ts';
import { isUnderWay } from '../../../../state/task.ts';
import { Choice } from '../../parts/choice.tsx';
import styles from './neighbours.module.css';

const ENGINES = [
  { value: 'webgpu', words: 'on WebGPU' },
  { value: 'cpu', words: 'on the CPU' },
] as const;

/** The address that names no page. */
const LAB = '#';

interface LessonRunProps {
  readonly experiment: Experiment;
  /** Once, when a run of it is over. */
  readonly onDone: () => void;
  readonly children: (record: RunRecord) => React.ReactNode;
}

/** Runs an experiment on the visitor's engine, beside the one being composed in the lab, and shows what came out. */
export function LessonRun({ experiment, onDone, children }: LessonRunProps) {
  const status = useLab((state) => state.status);
  const mine = useLab(({ view }) => view.experiment === experiment);
  const record = useLab(({ view }) => (view.experiment === experiment ? view.record : null));
  const engine = useLab((state) => state.engine);
  const gpu = useLab((state) => state.gpu);
  const busy = isUnderWay(status);
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
          onClick={() => void runBeside(experiment)}
        >
          Run on {deviceWords(engine)}
        </button>
        <button type="button" aria-disabled={!busy} onClick={() => void cancel()}>
          Cancel
        </button>
      </div>
      {gpu.state === 'missing' && (
        <p className={tables.note}>
          This browser gives the page no WebGPU. The CPU engine replays the same plans in the same order, more
          slowly.
        </p>
      )}
      {mine ? (
        <Progress status={status} record={record} />
      ) : (
        busy && <p className={tables.note}>Another run is under way in the lab. Cancel it to run this one.</p>
      )}
      {mine && status.state === 'failed' && (
        <p className={fields.problem} data-part="problem">
          {status.fault.message}
        </p>
      )}
      {record && (
        <>
          <p className={tables.note}>
            On {placeWords(record.engine, record.adapter)}
            {record.adapter.software &&
              record.engine !== 'cpu' &&
              ': a processor plays the GPU, with the same kernels'}
            . It is open in <a href={LAB}>the lab</a> too, with streams, timeline and microscope.
          </p>
          {children(record)}
        </>
      )}
    </div>
  );
}

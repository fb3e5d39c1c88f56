import type { Experiment } from '../../../../../experiment/schema.ts';
import type { RunRecord } from '../../../../../results/record.ts';
import { Progress } from '../../../../areas/run/run-progress.tsx';
import fields from '../../../../kit/styles/fields.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { useLab } from '../../../../state/lab-store.ts';
import { cancel, runBeside } from '../../../../state/running.ts';
import { isUnderWay } from '../../../../state/task.ts';
import { RanOn, RunHere, useDone } from '../../parts/run-here.tsx';
import styles from './neighbours.module.css';

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
  const busy = isUnderWay(status);
  useDone(record, onDone);
  return (
    <div className={styles.lessonRun}>
      <RunHere busy={busy} onRun={() => void runBeside(experiment)} onCancel={() => void cancel()} />
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
            <RanOn engine={record.engine} adapter={record.adapter} /> It is open in <a href={LAB}>the lab</a>{' '}
            too, with streams, timeline and microscope.
          </p>
          {children(record)}
        </>
      )}
    </div>
  );
}

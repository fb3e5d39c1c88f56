import type { Experiment } from '../../../../../experiment/schema.ts';
import type { LoadRecord } from '../../../../../results/load/load-record.ts';
import fields from '../../../../kit/styles/fields.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { isUnderWay } from '../../../../state/task.ts';
import { startLoad, stopLoad } from '../../../load/load-run.ts';
import { useLoad } from '../../../load/load-store.ts';
import { RanOn, RunHere, useDone } from '../../parts/run-here.tsx';
import styles from '../neighbours/neighbours.module.css';

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
  const busy = isUnderWay(work);
  useDone(record, onDone);
  return (
    <div className={styles.lessonRun}>
      <RunHere busy={busy} onRun={() => void startLoad(experiment)} onCancel={stopLoad} />
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
            <RanOn engine={record.engine} adapter={record.adapter} /> It is open on{' '}
            <a href="#load">the page Load</a> too, with its lanes, blocks and streams.
          </p>
          {children(record)}
        </>
      )}
    </div>
  );
}

import { useEffect, useState } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { useFileDrop } from '../../../kit/use-file-drop.ts';
import { faultOf, resultOf } from '../../../state/task.ts';
import styles from './behaviour.module.css';
import { BehaviourFiles } from './behaviour-files.tsx';
import { BehaviourResults } from './behaviour-results.tsx';
import {
  behaviourStore,
  EXAMPLES,
  type Example,
  openExample,
  takeFiles,
  useBehaviour,
} from './behaviour-store.ts';

/** `#audit/behaviour`: how a model behaves in transcripts, whatever it says. Nothing of a file leaves the page. */
export function BehaviourPart() {
  const example = useBehaviour((state) => state.example);
  const audit = useBehaviour((state) => state.audit);
  const [failed, setFailed] = useState<string | null>(null);
  const over = useFileDrop(({ files }) => takeFiles([...files]));
  const open = (each: Example) => {
    setFailed(null);
    openExample(each).catch((error: unknown) =>
      setFailed(error instanceof Error ? error.message : String(error)),
    );
  };
  useEffect(() => {
    const { reference, audit } = behaviourStore.getState();
    if (reference === null && audit.state === 'idle') openExample(EXAMPLES[0]).catch(() => undefined);
  }, []);
  const report = resultOf(audit);
  const fault = faultOf(audit);
  return (
    <>
      <div className={layout.pageHead}>
        <h2>Behaviour</h2>
        <p>
          Does it go in circles, read the same file again, say less, refuse more? Counted in transcripts, with
          intervals, in one window or between two. Files are read in this page and nothing of them leaves it.
        </p>
      </div>
      <BehaviourFiles over={over} />
      <section className={styles.examples} aria-label="Examples">
        <p className={tables.note}>
          {example ? `What you see is an example of the lab’s own. ${example.words}` : 'No files at hand?'}
        </p>
        {EXAMPLES.map((each) => (
          <button key={each.title} type="button" onClick={() => open(each)}>
            {each.title}
          </button>
        ))}
        {failed && <p role="alert">{visible(failed)}</p>}
      </section>
      {fault && (
        <p className={styles.refused} role="alert">
          {visible(fault.message)}
        </p>
      )}
      {audit.state === 'cancelled' && <p className={tables.note}>The audit was cancelled.</p>}
      {report && <BehaviourResults report={report} />}
    </>
  );
}

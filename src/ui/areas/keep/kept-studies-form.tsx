import { useEffect, useState } from 'react';
import { counted, grouped } from '../../../results/text.ts';
import { bytesWords, visibleLines } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import { forgetStudy, type WeighedStudy, weighStudies } from '../../state/kept-studies.ts';
import styles from './keep.module.css';

/** Studies that this browser keeps results of: how many, their bytes, and a way to delete each. */
export function KeptStudiesForm() {
  const [kept, setKept] = useState<readonly WeighedStudy[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = async () => {
    const outcome = await weighStudies();
    // A browser that gives no storage keeps none, which the page of studies says where it matters.
    setKept(outcome.ok ? outcome.value : []);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, as the settings open.
  useEffect(() => void refresh(), []);
  if (kept.length === 0) return null;
  const remove = async (hash: string) => {
    const outcome = await forgetStudy(hash);
    setProblem(outcome.ok ? null : outcome.fault.message);
    await refresh();
  };
  const bytes = kept.reduce((sum, study) => sum + study.bytes, 0);
  return (
    <section className={styles.studies} aria-label="Kept studies" data-part="kept-studies">
      <h3>Kept studies</h3>
      <p>{`${counted(kept.length, 'study', 'studies')} with results, ${bytesWords(bytes)}`}</p>
      <ul>
        {kept.map((study) => (
          <KeptStudyRow key={study.hash} study={study} remove={() => void remove(study.hash)} />
        ))}
      </ul>
      {problem !== null && <p role="alert">{visibleLines(problem)}</p>}
    </section>
  );
}

interface RowProps {
  readonly study: WeighedStudy;
  readonly remove: () => void;
}

function KeptStudyRow({ study: { title, done, planned, bytes }, remove }: RowProps) {
  const [asked, setAsked] = useState(false);
  return (
    <li className="row">
      <span>
        <Name of={title} />
        <small>{` · ${grouped(done)} of ${grouped(planned)} jobs`}</small>
      </span>
      <span className="number">{bytesWords(bytes)}</span>
      <button
        type="button"
        aria-label={asked ? undefined : `Delete the results of ${title}`}
        onClick={() => (asked ? remove() : setAsked(true))}
        onBlur={() => setAsked(false)}
      >
        {asked ? `Delete ${counted(done, 'result')} for good` : 'Delete'}
      </button>
    </li>
  );
}

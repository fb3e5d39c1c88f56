import { BitsTable } from '../../kit/bits-view.tsx';
import { useComing } from '../../kit/bring.ts';
import tables from '../../kit/styles/tables.module.css';
import { resultOf } from '../../state/task.ts';
import { type Tested, useEdit } from './edit-store.ts';
import styles from './test-form.module.css';
import { verdictText, wasRun } from './verdict-words.ts';

/** How the latest test ended. */
export function VerdictPanel() {
  const tested = useEdit(({ test }) => resultOf(test));
  const text = useEdit((state) => state.text);
  const place = useComing<HTMLDivElement>(tested);
  return (
    <div role="status" aria-label="Verdict" ref={place}>
      {tested && <Verdict tested={tested} stale={tested.text !== text} />}
    </div>
  );
}

interface VerdictProps {
  readonly tested: Tested;
  /** The text was changed since. */
  readonly stale: boolean;
}

function Verdict({ tested: { end, setup }, stale }: VerdictProps) {
  const { tone, title, sentences } = verdictText(end);
  const found = end.kind === 'verdict' && end.verdict.kind === 'tested' ? end.verdict.counterexample : null;
  return (
    <section
      className={`${tables.panel} ${styles.testVerdict}`}
      data-tone={tone}
      aria-label="Verdict of the test"
    >
      <h3>
        <span aria-hidden="true">{tone === 'good' ? '✓' : tone === 'bad' ? '✕' : '·'}</span> {title}{' '}
        {stale && <small>The text was changed since.</small>}
      </h3>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {found && Number.isFinite(found.alone) && Number.isFinite(found.here) && (
        <>
          <h4>
            Element {found.element}: A alone, B as row {found.company.place} of {found.company.rows}
          </h4>
          <BitsTable label={`Bits of element ${found.element}`} a={found.alone} b={found.here} />
        </>
      )}
      {wasRun(end) && (
        <p className={`${tables.note} ${styles.note}`}>
          {Object.entries(setup.dimensions)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')}
          , {setup.dtype}. On this device, with a counter in every loop; the compiler may treat a kernel
          without counters otherwise.
        </p>
      )}
    </section>
  );
}

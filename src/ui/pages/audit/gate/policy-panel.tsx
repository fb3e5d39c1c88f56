import { MEASURES } from '../../../../audit/gate/measures.ts';
import { visible } from '../../../../experiment/visible.ts';
import { saveFile } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './gate.module.css';
import type { EditedPolicy } from './use-gate.ts';

/** The policy as its file has it, to be edited; the verdict follows every key. */
export function PolicyPanel({ edited }: { readonly edited: EditedPolicy }) {
  const { text, problem, change, reset } = edited;
  return (
    <section className={tables.panel} aria-labelledby="gate-policy">
      <div className={tables.panelHead}>
        <h3 id="gate-policy">The policy</h3>
        <button type="button" onClick={reset}>
          The usual one
        </button>
        <button
          type="button"
          disabled={problem !== null}
          onClick={() => saveFile('gate-policy.json', new Blob([`${text}\n`], { type: 'application/json' }))}
        >
          Download the policy
        </button>
      </div>
      <p className={tables.note}>
        Each axis blocks, warns or is off. A tolerance is a share of the baseline's value (of tasks a share of
        all tasks, of KL nats); a limit holds whatever the baseline was. Measures:{' '}
        {Object.entries(MEASURES)
          .map(([axis, measures]) => `${axis}: ${measures.join(', ')}`)
          .join('; ')}
        .
      </p>
      <textarea
        className={styles.policy}
        aria-label="Policy, as JSON"
        aria-invalid={problem !== null}
        spellCheck={false}
        rows={18}
        value={text}
        onChange={({ target }) => change(target.value)}
      />
      {problem?.split('\n').map((line) => (
        <p key={line} className={styles.problem} role="alert">
          {visible(line)}
        </p>
      ))}
    </section>
  );
}

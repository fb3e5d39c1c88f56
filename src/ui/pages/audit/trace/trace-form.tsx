import { OVERHEADS } from '../../../../audit/trace/overheads.ts';
import { MOST_COMPANY } from '../../../../audit/trace/traced-experiment.ts';
import { PRICED_WORDS } from '../../../../report/audit-trace.ts';
import { deviceWords } from '../../../../report/engine.ts';
import { CheckField, SelectField } from '../../../kit/choices.tsx';
import { visibleLines } from '../../../kit/format.ts';
import fields from '../../../kit/styles/fields.module.css';
import { useLab } from '../../../state/lab-store.ts';
import { faultOf, progressOf } from '../../../state/task.ts';
import { stopTracing, traceHere } from './measure-here.ts';
import styles from './trace.module.css';
import { setRequest, switchOverhead, useTrace } from './trace-store.ts';

const MODELS = ['nano', 'pico'] as const;
const PAIRS = ['0', '5', '10', '20', '50'] as const;

/** What is asked, what is switched on meanwhile, and the way to begin and to end. */
export function TraceForm() {
  const { prompt, model, company, pairs } = useTrace((state) => state);
  const on = useTrace((state) => state.with);
  return (
    <form
      className={`${fields.editForm} ${styles.form}`}
      onSubmit={(event) => {
        event.preventDefault();
        traceHere().catch(() => undefined);
      }}
    >
      <label className={fields.wide}>
        Prompt
        <input
          type="text"
          value={prompt}
          maxLength={2000}
          onChange={({ target }) => setRequest({ prompt: target.value })}
        />
      </label>
      <SelectField
        label="Model"
        value={model}
        options={MODELS}
        onChange={(value) => setRequest({ model: value })}
      />
      <label>
        Others served with it
        <input
          type="number"
          min={0}
          max={MOST_COMPANY}
          value={company}
          onChange={({ target }) => setRequest({ company: clamped(target.valueAsNumber) })}
        />
      </label>
      <SelectField
        label="Pairs of requests for each price"
        value={String(pairs) as (typeof PAIRS)[number]}
        options={PAIRS}
        words={(value) => (value === '0' ? 'none' : value)}
        onChange={(value) => setRequest({ pairs: Number(value) })}
      />
      <fieldset className={`${fields.wide} ${styles.overheads}`}>
        <legend>Switch on, and pay for</legend>
        {OVERHEADS.map((overhead) => (
          <CheckField
            key={overhead}
            label={PRICED_WORDS[overhead]}
            checked={on.includes(overhead)}
            onChange={(checked) => switchOverhead(overhead, checked)}
          />
        ))}
      </fieldset>
      <Begin />
    </form>
  );
}

function clamped(value: number): number {
  return Number.isFinite(value) ? Math.min(MOST_COMPANY, Math.max(0, Math.round(value))) : 0;
}

function Begin() {
  const engine = useLab((state) => state.engine);
  const work = useTrace((state) => state.work);
  const stage = progressOf(work);
  const fault = faultOf(work);
  return (
    <div className={`${fields.wide} ${styles.begin}`}>
      {stage ? (
        <>
          <button type="button" aria-disabled={work.state === 'stopping'} onClick={stopTracing}>
            Cancel
          </button>
          <progress aria-label="Requests served" value={stage.done} max={stage.total ?? 1} />
          <small role="status">{work.state === 'stopping' ? 'Stopping after this step…' : stage.words}</small>
        </>
      ) : (
        <>
          <button type="submit">Trace it here</button>
          <small role="status">
            {work.state === 'cancelled' ? 'Cancelled.' : `on ${deviceWords(engine)}`}
          </small>
        </>
      )}
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
    </div>
  );
}

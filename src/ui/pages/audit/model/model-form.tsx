import { expectedTime } from '../../../../audit/model/audit-time.ts';
import { AUDIT_FORMS, type ModelAudit } from '../../../../audit/model/model-audit.ts';
import { usualVariants } from '../../../../audit/model/variants.ts';
import { visible } from '../../../../experiment/visible.ts';
import { engineWords } from '../../../../report/engine.ts';
import { durationWords } from '../../../../results/amounts.ts';
import { Segments } from '../../../kit/choices.tsx';
import controls from '../../../kit/styles/controls.module.css';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { useLab } from '../../../state/lab-store.ts';
import { faultOf, isUnderWay, progressOf } from '../../../state/task.ts';
import { EngineField } from '../../claims/engine-field.tsx';
import styles from './model.module.css';
import { auditHere, changeAudit, priceOf, showBakedAudit, stopAudit, useModelAudit } from './model-store.ts';

/** What to measure here, how long that takes, and where it stands. */
export function ModelForm({ known }: { readonly known: ModelAudit | null }) {
  const form = useModelAudit((state) => state.form);
  const price = useModelAudit((state) => state.price);
  const work = useModelAudit((state) => state.work);
  const own = useModelAudit((state) => state.own);
  const engine = useLab((state) => state.engine);
  const model = useLab((state) => state.chosen.experiment.model.name);
  const busy = useLab((state) => isUnderWay(state.status));
  const stage = progressOf(work);
  const fault = faultOf(work);
  const ready = !busy && !stage && !engine.startsWith('ort');
  const variants = usualVariants(model, form);
  return (
    <section className={`${tables.panel} ${styles.form}`} aria-labelledby="audit-form">
      <h3 id="audit-form">Audit a model here</h3>
      <p className={tables.note}>
        {visible(model)} on {engineWords(engine)}, as {variants.map(({ id }) => id).join(', ')}; another model
        is chosen in the lab. Nothing leaves this page.
      </p>
      <div className={styles.fields}>
        <EngineField />
        <Segments
          legend="Form"
          value={form}
          options={AUDIT_FORMS.map((value) => ({ value, words: value }))}
          onChange={(next) => changeAudit({ form: next })}
        />
        <label className={`${fields.entry} ${styles.price}`}>
          <span>Price of an hour of the device, any currency</span>
          <input
            type="text"
            inputMode="decimal"
            value={price}
            aria-invalid={priceOf(price) === null}
            onChange={(event) => changeAudit({ price: event.target.value })}
          />
        </label>
      </div>
      {priceOf(price) === null && (
        <p className={tables.note} role="alert">
          Expected a price such as 2 or 0.75; without one, costs are ratios alone.
        </p>
      )}
      <p className={tables.note}>
        {known &&
          (known.engine === engine
            ? `About ${durationWords(expectedTime(known, form, variants.length))} at the speed of the figures below. `
            : 'The figures below are of another engine: how long it takes here is told once the first variant has served. ')}
        {form === 'short'
          ? 'The short form has few waves, texts and tasks: its intervals are wide.'
          : 'The full form has 300 waves at one at once and all held-out tasks.'}
      </p>
      <div className="row">
        <button
          type="button"
          className={controls.primary}
          aria-disabled={!ready}
          onClick={() => ready && void auditHere()}
        >
          Measure it here
        </button>
        {stage && (
          <button type="button" onClick={stopAudit}>
            Cancel
          </button>
        )}
        {!stage && own && (
          <button type="button" onClick={showBakedAudit}>
            Show what was measured earlier
          </button>
        )}
      </div>
      {busy && <p className={tables.note}>A run is under way in the lab: it has the device.</p>}
      {engine.startsWith('ort') && (
        <p className={tables.note}>
          onnxruntime-web keeps no keys in blocks: choose WebGPU or the CPU engine.
        </p>
      )}
      {stage && (
        <div className={styles.progress}>
          <progress
            aria-label="Progress of the audit"
            {...(stage.total === null ? {} : { value: stage.done, max: stage.total })}
          />
          <small role="status">{stage.words}</small>
          {stage.expected !== null && (
            <small>
              About {durationWords(stage.expected)} in all, as the first waves went; it can be cancelled.
            </small>
          )}
        </div>
      )}
      {work.state === 'cancelled' && <small role="status">Cancelled.</small>}
      {fault && <p role="alert">{fault.message}</p>}
    </section>
  );
}

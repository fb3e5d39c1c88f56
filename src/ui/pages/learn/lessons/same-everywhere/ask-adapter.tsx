import { placeWords } from '../../../../../report/engine.ts';
import controls from '../../../../kit/styles/controls.module.css';
import fields from '../../../../kit/styles/fields.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { askAdapter, useAsked } from './arithmetic-store.ts';

/** The button that asks the reader's adapter, and which it is. `onAnswered`: whatever came, no WebGPU too. */
export function AskAdapter({ onAnswered }: { readonly onAnswered?: () => void }) {
  const asked = useAsked();
  const busy = asked.state === 'running';
  const ask = async () => {
    if (busy) return;
    await askAdapter();
    onAnswered?.();
  };
  return (
    <>
      <div className="row">
        <button type="button" className={controls.primary} aria-disabled={busy} onClick={() => void ask()}>
          Ask this adapter
        </button>
      </div>
      <p className={asked.state === 'failed' ? fields.problem : tables.note} role="status">
        {asked.state === 'running' && 'Asking…'}
        {asked.state === 'cancelled' && 'A run in the lab has the device now: ask again after it.'}
        {asked.state === 'failed' && asked.fault.message}
        {asked.state === 'done' && `Computed on ${placeWords('webgpu', asked.result.adapter)}.`}
      </p>
    </>
  );
}

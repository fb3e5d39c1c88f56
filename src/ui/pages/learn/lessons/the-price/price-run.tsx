import { useState } from 'react';
import { placeWords } from '../../../../../report/engine.ts';
import controls from '../../../../kit/styles/controls.module.css';
import fields from '../../../../kit/styles/fields.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { useLab } from '../../../../state/lab-store.ts';
import { cancel } from '../../../../state/running.ts';
import { isUnderWay } from '../../../../state/task.ts';
import { Choice } from '../../parts/choice.tsx';
import type { PricedModel } from './price.ts';
import { PriceResults } from './price-results.tsx';
import { measurePrice, type PriceState, usePrice } from './price-store.ts';
import styles from './the-price.module.css';

const MODELS = [
  { value: 'nano', words: 'nano, the lab’s own model' },
  { value: 'large', words: '135 M random weights' },
] as const;

/** The bench: a button, where it stands, and what it found so far. */
export function PriceRun() {
  const [model, setModel] = useState<PricedModel>('nano');
  const now = usePrice();
  const gpu = useLab((state) => state.gpu);
  const busy = useLab(({ status }) => isUnderWay(status));
  const stopping = useLab(({ status }) => status.state === 'stopping');
  const running = isUnderWay(now);
  if (gpu.state === 'missing') {
    return (
      <p className={tables.note}>
        This browser gives the page no WebGPU, and what kernels cost cannot be measured without them:{' '}
        {gpu.fault.message}
      </p>
    );
  }
  return (
    <div className={styles.priceRun}>
      {gpu.state === 'available' && (
        <p className={tables.note}>
          {placeWords('webgpu', gpu.adapter)}
          {gpu.adapter.software &&
            ': a software adapter, where a processor plays the GPU. Its ratios say what these kernels cost on it and nothing of a GPU.'}
        </p>
      )}
      {gpu.state === 'available' && !gpu.adapter.software && (
        <Choice label="Model to time" options={MODELS} value={model} onChange={setModel} />
      )}
      <div className="row">
        <button
          type="button"
          className={controls.primary}
          aria-disabled={busy}
          onClick={() => void measurePrice(model)}
        >
          Measure on this device
        </button>
        <button type="button" aria-disabled={!running || stopping} onClick={() => running && void cancel()}>
          Cancel
        </button>
      </div>
      {!running && busy && (
        <p className={tables.note}>A run is under way in the lab. Let it end, or cancel it there.</p>
      )}
      <Standing now={now} />
    </div>
  );
}

function Standing({ now }: { readonly now: PriceState }) {
  switch (now.state) {
    case 'idle':
      return null;
    case 'running':
    case 'stopping': {
      const { bench, found } = now.progress;
      const { done = 0, total = 0, doing = 'loading the model' } = bench ?? {};
      return (
        <>
          <progress aria-label="Bench" {...(total > 0 ? { value: done / total } : {})} />
          <p className={tables.note} role="status">
            Measuring: {doing}
          </p>
          <PriceResults found={found} />
        </>
      );
    }
    case 'cancelled':
      return <p className={tables.note}>Cancelled.</p>;
    case 'failed':
      return (
        <p className={fields.problem} data-part="problem">
          {now.fault.message}
        </p>
      );
    case 'done':
      return (
        <>
          <p className={tables.note} role="status">
            Measured {now.result.report.model.name} on {placeWords('webgpu', now.result.report.adapter)}.
          </p>
          <PriceResults found={now.result.found} />
        </>
      );
  }
}

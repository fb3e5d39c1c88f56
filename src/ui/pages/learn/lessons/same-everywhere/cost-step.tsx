import { useState } from 'react';
import type { BenchReport } from '../../../../../bench/report.ts';
import { placeWords } from '../../../../../report/engine.ts';
import controls from '../../../../kit/styles/controls.module.css';
import fields from '../../../../kit/styles/fields.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { useLab } from '../../../../state/lab-store.ts';
import { isUnderWay, resultOf } from '../../../../state/task.ts';
import { usePortableExample } from '../../../bench/bench-example.ts';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import parts from '../load-parts/load-parts.module.css';
import { FactTable } from '../trades/fact-table.tsx';
import { costsOf } from './cost-case.ts';
import { type Measuring, measureCost, stopCost, useCost } from './cost-store.ts';

export function CostStep({ complete }: StepProps) {
  const [guessed, setGuessed] = useState(false);
  const now = useCost();
  const own = resultOf(now);
  const example = usePortableExample(own === null);
  const shown = own ?? example;
  return (
    <>
      <p>
        Portable kernels add in the same order as invariant ones. What they cost more is the barrier at every
        product, two roundings where one instruction made one, and a longer e^x. Both sets do the same steps
        in turn, and each pair of times is divided.
      </p>
      <Predict
        question="A step is mostly weights that are read, multiplied and added. What will hardly show in its time?"
        options={['The barrier, at every product', 'e^x, at every score', 'Both show alike']}
        answer={1}
        onOpened={() => {
          setGuessed(true);
          complete();
        }}
      >
        <p>
          A step has a product for every weight and row, but one e^x for each score and each value of a gate:
          hundreds of times fewer. So it is the products whose arithmetic has to be cheap.
        </p>
      </Predict>
      <Figure
        label="What portable bits cost"
        caption="nano in bf16. The ratio is portable over invariant, the middle of the repeats, with its 95 % interval. On a software adapter it says what these kernels cost there, and nothing of a GPU."
      >
        <div className={parts.crowdFigure}>
          {guessed ? (
            <Costs report={shown} own={own !== null} />
          ) : (
            <p className={tables.note}>Guess first.</p>
          )}
          <MeasureHere now={now} />
        </div>
      </Figure>
      <p>
        What the price buys is a promise that no other set here can make: whoever opens the link, on whatever
        adapter keeps it, gets these bits, and a fault that was found on one machine can be looked for on
        another.
      </p>
    </>
  );
}

function Costs({ report, own }: { readonly report: BenchReport | null; readonly own: boolean }) {
  if (!report) return <p className={tables.note}>Nothing was measured yet.</p>;
  return (
    <>
      <p className={tables.note}>
        {own ? 'Measured' : 'Measured earlier'} on {placeWords('webgpu', report.adapter)}
        {own ? '' : ', not on this device'}.
      </p>
      <FactTable
        label="Times by set"
        columns={['step', 'invariant', 'portable', 'ratio', '95 % interval']}
        rows={costsOf(report).map(({ name, invariant, portable, ratio }) => [
          name,
          milliseconds(invariant),
          milliseconds(portable),
          ratio.estimate.toFixed(2),
          `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}`,
        ])}
      />
    </>
  );
}

function MeasureHere({ now }: { readonly now: Measuring }) {
  const gpu = useLab((state) => state.gpu);
  const busy = useLab(({ status }) => isUnderWay(status)) || isUnderWay(now);
  if (gpu.state === 'missing')
    return (
      <p className={tables.note}>This browser gives the page no WebGPU to measure on: {gpu.fault.message}</p>
    );
  return (
    <>
      <div className="row">
        <button
          type="button"
          className={controls.primary}
          aria-disabled={busy}
          onClick={() => !busy && void measureCost()}
        >
          Measure on this device
        </button>
        <button type="button" aria-disabled={!isUnderWay(now)} onClick={() => stopCost()}>
          Cancel
        </button>
      </div>
      {now.state === 'running' && (
        <progress
          aria-label="Bench"
          {...(now.progress && now.progress.total > 0
            ? { value: now.progress.done, max: now.progress.total }
            : {})}
        />
      )}
      <p className={now.state === 'failed' ? fields.problem : tables.note} role="status">
        {wordsOf(now)}
      </p>
    </>
  );
}

function wordsOf(now: Measuring): string {
  if (now.state === 'running') return `Measuring: ${now.progress?.doing ?? 'loading the model'}`;
  if (now.state === 'stopping') return 'Stopping after this step…';
  if (now.state === 'cancelled') return 'Cancelled.';
  return now.state === 'failed' ? now.fault.message : '';
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
}

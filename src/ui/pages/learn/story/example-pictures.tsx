import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { GrowthChart } from '../../../../charts/growth-chart.tsx';
import { outputCurve } from '../../../../charts/growth-points.ts';
import { kernelsName } from '../../../../report/bench.ts';
import { outputWords } from '../../../../report/output.ts';
import { measured, quoted } from '../../../../results/text.ts';
import tables from '../../../kit/styles/tables.module.css';
import { LeadChart } from '../lessons/one-bit-to-another-word/lead-chart.tsx';
import { Tokens } from '../lessons/one-bit-to-another-word/tokens.tsx';
import styles from './story.module.css';
import type { StoryData } from './story-data.ts';

export const StoryContext = createContext<StoryData | null>(null);

/** Tokens past the fork that are shown: enough to see that the texts go apart. */
const PAST = 12;

function WithData({ draw }: { readonly draw: (data: StoryData) => ReactNode }) {
  const data = useContext(StoryContext);
  return data ? draw(data) : <p className={tables.note}>The example of this page is not here yet.</p>;
}

export function AnswersPicture() {
  return (
    <WithData
      draw={({ pair: { prompt, a, b, fork, adapter } }) => (
        <>
          <p className={styles.prompt}>“{prompt}…”</p>
          <Tokens side="a" tokens={a.slice(0, fork + PAST)} mark={fork} />
          <Tokens side="b" tokens={b.slice(0, fork + PAST)} mark={fork} />
          <p>
            <small>A: alone. B: in company. Computed earlier on {adapter}.</small>
          </p>
        </>
      )}
    />
  );
}

export function GrowthPicture() {
  return <WithData draw={({ step }) => <StepGrowth step={step} />} />;
}

function StepGrowth({ step: { outputs, first, origin, place } }: Pick<StoryData, 'step'>) {
  const curve = useMemo(() => outputCurve(outputs), [outputs]);
  if (!curve) return null;
  return (
    <>
      <GrowthChart
        title={`Relative difference, output by output, token ${place.position}`}
        curve={curve}
        first={first}
        open={origin}
      />
      <p>
        <small>
          Each mark is the output of one operation in the step of token {place.position}, the higher the
          further apart the two runs are there. ▾ the first to differ: {outputWords(outputs[first])}. Upright
          line: where what reached the word came in, {outputWords(outputs[origin])}.
        </small>
      </p>
    </>
  );
}

export function LeadPicture() {
  return <WithData draw={({ pair }) => <Lead pair={pair} />} />;
}

function Lead({ pair: { positions, a, fork } }: Pick<StoryData, 'pair'>) {
  const [at, setAt] = useState(fork);
  const { margin, perturbation } = positions[at];
  return (
    <>
      <LeadChart positions={positions} at={at} onMove={setAt} />
      <label className={styles.slider}>
        Token <b>{at}</b>
        {at === fork && ', the fork'}
        <input
          type="range"
          min={0}
          max={positions.length - 1}
          value={at}
          aria-valuetext={`token ${at}: lead ${measured(margin)}, moved by ${measured(perturbation)}`}
          onChange={({ target }) => setAt(target.valueAsNumber)}
        />
      </label>
      <p role="status">
        <code>{quoted(a[at]?.text ?? '')}</code> led by <b>{measured(margin)}</b> (solid); company moved it by{' '}
        <b>{measured(perturbation)}</b> (striped).
      </p>
    </>
  );
}

export function PricePicture() {
  return (
    <WithData
      draw={({ prices, pricedOn }) => (
        <>
          <table className={styles.prices}>
            <thead>
              <tr>
                <th scope="col">requests decoding</th>
                <th scope="col">invariant kernels take</th>
              </tr>
            </thead>
            <tbody>
              {prices.map(({ rows, price: { ratio, fastest } }) => (
                <tr key={rows}>
                  <th scope="row">{rows}</th>
                  <td>
                    <b>{ratio.estimate.toFixed(2)} ×</b> the time of the fastest, {kernelsName(fastest)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p>
            <small>
              Measured earlier on {pricedOn}, a processor that plays a GPU. A GPU asks another price:{' '}
              <a href="#bench">measure yours</a>.
            </small>
          </p>
        </>
      )}
    />
  );
}

import { useState } from 'react';
import { countDifferingBits } from '../../../../../numerics/bits.ts';
import { counted, value32 } from '../../../../../results/text.ts';
import controls from '../../../../kit/styles/controls.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import { shortly } from '../../parts/float-widget.tsx';
import knob from '../kernel-parts/knob.module.css';
import { type AttentionCase, attended, attendedExactly } from './attention-case.ts';
import { type OnlineStep, rescalings } from './online-softmax.ts';
import { ScoreBars } from './score-bars.tsx';
import styles from './three-kernels.module.css';

interface OnlineStepperProps {
  readonly given: AttentionCase;
  readonly steps: readonly OnlineStep[];
  readonly onEnd: () => void;
}

/** Takes in the keys a block at a time, forwards and back, with all that is remembered of them. */
export function OnlineStepper({ given, steps, onEnd }: OnlineStepperProps) {
  const [taken, setTaken] = useState(0);
  const go = (to: number) => {
    setTaken(to);
    if (to === steps.length) onEnd();
  };
  const [first, last] = [taken === 0, taken === steps.length];
  return (
    <>
      <ScoreBars steps={steps} taken={taken} />
      <div className={styles.stepper}>
        <button
          type="button"
          className={controls.primary}
          aria-disabled={last}
          onClick={() => !last && go(taken + 1)}
        >
          Step
        </button>
        <button type="button" aria-disabled={first} onClick={() => !first && go(taken - 1)}>
          Back
        </button>
        <button type="button" aria-disabled={last} onClick={() => !last && go(steps.length)}>
          To the end
        </button>
        <button type="button" aria-disabled={first} onClick={() => !first && go(0)}>
          Restart
        </button>
      </div>
      <Remembered steps={steps} taken={taken} />
      {last && <Against given={given} steps={steps} />}
      <AllSteps steps={steps} />
    </>
  );
}

function Remembered({ steps, taken }: { readonly steps: readonly OnlineStep[]; readonly taken: number }) {
  const step = steps[taken - 1];
  if (!step) return <p className={knob.kernelWords}>Nothing taken in yet.</p>;
  const { start, end, running, rescale, output } = step;
  const figures = [
    ['taken in', end - start === 1 ? `key ${start}` : `keys ${start} to ${end - 1}`],
    ['highest score', value32(running.highest)],
    ['sums before, times', rescale === 1 ? '1, exactly' : value32(rescale)],
    ['sum of weights', value32(running.sum)],
    ['output 0, were this all', value32(output[0])],
    ['rescaled so far', counted(rescalings(steps.slice(0, taken)), 'time')],
  ];
  return (
    <dl className={styles.kernelFigures} aria-live="polite">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The end of the walk against one pass over all keys, in f32 and in f64. */
function Against({ given, steps }: { readonly given: AttentionCase; readonly steps: readonly OnlineStep[] }) {
  const output = Float32Array.from(steps[steps.length - 1].output);
  const exact = attendedExactly(given);
  const whole = attended(given, [{ start: 0, end: given.keys }], 'f32');
  const differing = countDifferingBits(output, whole);
  return (
    <p className={knob.kernelWords} role="status">
      Two passes in f64 give {exact[0].toPrecision(12)} for output 0; this walk is off by{' '}
      {shortly(Math.abs(output[0] - exact[0]))}, two passes in f32 by {shortly(Math.abs(whole[0] - exact[0]))}
      .{' '}
      {differing === 0 ? (
        <span className={knob.kernelSame}>= Walk and two passes agree in all bits.</span>
      ) : (
        <span className={knob.kernelDiffers}>
          ≠ Walk and two passes differ in {differing} of {output.length} outputs.
        </span>
      )}
    </p>
  );
}

function AllSteps({ steps }: { readonly steps: readonly OnlineStep[] }) {
  return (
    <details className={styles.kernelDetails}>
      <summary>All {steps.length} steps as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="All steps">
        <table>
          <thead>
            <tr>
              {['key', 'score', 'highest', 'rescale', 'sum', 'output 0'].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map(({ start, end, scores, running, rescale, output }) => (
              <tr key={start}>
                <th scope="row" className="number">
                  {end - start === 1 ? start : `${start}–${end - 1}`}
                </th>
                {[Math.max(...scores), running.highest, rescale, running.sum, output[0]].map(
                  (value, column) => (
                    <td key={['score', 'highest', 'rescale', 'sum', 'output'][column]} className="number">
                      {value32(value)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

import type { StepRecord } from '../../../../results/record.ts';
import { grouped } from '../../../../results/text.ts';
import { Name } from '../../../kit/name.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { stepWords } from './lanes.ts';
import styles from './step-detail.module.css';

interface StepDetailProps {
  readonly arm: string;
  readonly index: number;
  readonly steps: readonly StepRecord[];
  /** The other arm of a pair at the step that gave the same token. */
  readonly other: { readonly arm: string; readonly index: number; readonly step: StepRecord } | null;
  /** Token of the probe that the step gave. */
  readonly token: number | null;
}

/** One step in words, and the reduction plan of each operation beside the other arm's at the same token. */
export function StepDetail({ arm, index, steps, other, token }: StepDetailProps) {
  const step = steps[index];
  const before = steps[index - 1]?.plans ?? {};
  const gave = token === null ? '' : `, gave token ${grouped(token)}`;
  return (
    <div className={styles.stepDetail}>
      <h3>
        Step {grouped(index)}
        <small>
          {stepWords(step)}
          {gave}, {grouped(step.milliseconds, 1)} ms
        </small>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Plans of the step">
        <table>
          <thead>
            <tr>
              <th scope="col">operation</th>
              <th scope="col">
                reduction plan in <Name of={arm} />
              </th>
              {other && (
                <th scope="col">
                  in <Name of={other.arm} />, step {grouped(other.index)}, M = {grouped(other.step.rows)}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {Object.entries(step.plans).map(([operation, plan]) => {
              const same = other?.step.plans[operation] === plan;
              const changed = index > 0 && before[operation] !== plan;
              return (
                <tr key={operation}>
                  <th scope="row">{operation}</th>
                  <td>
                    {plan}
                    {changed && <small className={styles.planChanged}> new in this step</small>}
                  </td>
                  {other && (
                    <td className={same ? styles.planSame : styles.planOther}>
                      <span className={styles.planMark}>{same ? '= the same' : '≠'}</span>{' '}
                      {same ? '' : other.step.plans[operation]}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </div>
  );
}

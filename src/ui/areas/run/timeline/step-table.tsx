import type { StepRecord } from '../../../../results/record.ts';
import { grouped } from '../../../../results/text.ts';
import { ShowMore } from '../../../kit/show-more.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { useFold } from '../../../kit/use-fold.ts';

/** A run of many requests one after the other has thousands. */
const MOST_ROWS = 400;

/** Every step of an arm as a row: how many rows, whose, and which plans changed. */
export function StepTable({ steps }: { readonly steps: readonly StepRecord[] }) {
  const fold = useFold(steps, MOST_ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach it to scroll. */}
      <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="Table of steps">
        <table>
          <thead>
            <tr>
              <th scope="col" className="number">
                step
              </th>
              <th scope="col" className="number">
                M
              </th>
              <th scope="col" className="number">
                ms
              </th>
              <th scope="col">shared by</th>
              <th scope="col">plans that changed since the step before</th>
            </tr>
          </thead>
          <tbody>
            {fold.shown.map((step, index) => (
              // Steps are only ever added at the end.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above.
              <tr key={index}>
                <td className="number">{index}</td>
                <td className="number">{step.rows}</td>
                <td className="number">{grouped(step.milliseconds, 1)}</td>
                <td>{sharedBy(step)}</td>
                <td>
                  <Plans plans={step.plans} before={steps[index - 1]?.plans ?? {}} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore fold={fold} what="steps" />
    </>
  );
}

function sharedBy({ slices, waiting, preempted }: StepRecord): string {
  const shared = slices.map(({ request, rows }) => (rows === 1 ? request : `${request} (${rows} rows)`));
  const others = [
    ...(waiting.length > 0 ? [`waiting ${waiting.join(', ')}`] : []),
    ...(preempted.length > 0 ? [`preempted ${preempted.join(', ')}`] : []),
  ];
  return [shared.join(', '), ...others].join('; ');
}

interface PlansProps {
  readonly plans: StepRecord['plans'];
  readonly before: StepRecord['plans'];
}

function Plans({ plans, before }: PlansProps) {
  const changed = Object.entries(plans).filter(([operation, plan]) => before[operation] !== plan);
  return (
    <ul className={tables.plans}>
      {changed.map(([operation, plan]) => (
        <li key={operation}>
          <strong>{operation}</strong> {plan}
        </li>
      ))}
    </ul>
  );
}

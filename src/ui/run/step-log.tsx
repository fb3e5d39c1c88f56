import { useMemo, useState } from 'react';
import { expandArms } from '../../experiment/expand-arms.ts';
import type { StepRecord } from '../../results/record.ts';
import { grouped } from '../../results/report/text.ts';
import { shownExperiment } from '../store/lab-state.ts';
import { useLab } from '../store/lab-store.ts';

const NO_STEPS: readonly StepRecord[] = [];

/** Each step of an arm: how many rows, whose, and by which reduction plans. Drawn only while it is open. */
export function StepLog() {
  const [open, setOpen] = useState(false);
  return (
    <details className="panel step-log" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>Step log</h2> <small>M, who shared the step, and the reduction plan of each operation</small>
      </summary>
      {open && <Steps />}
    </details>
  );
}

function Steps() {
  const experiment = useLab(shownExperiment);
  const arms = useMemo(() => {
    const { together, drawn } = expandArms(experiment);
    return [...together, ...drawn];
  }, [experiment]);
  const [picked, setPicked] = useState(arms[0].name);
  const arm = arms.find(({ name }) => name === picked) ?? arms[0];
  const steps = useLab(({ view }) => view.steps[arm.name] ?? NO_STEPS);
  return (
    <>
      <label className="row">
        Arm
        <select value={arm.name} onChange={(event) => setPicked(event.target.value)}>
          {arms.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {steps.length === 0 ? (
        <p className="note">No steps yet: run the experiment.</p>
      ) : (
        <StepTable steps={steps} />
      )}
    </>
  );
}

function StepTable({ steps }: { readonly steps: readonly StepRecord[] }) {
  return (
    <div className="scroll tall">
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
          {steps.map((step, index) => (
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
    </div>
  );
}

function sharedBy({ requests, preempted }: StepRecord): string {
  const shared = requests.join(', ');
  return preempted.length === 0 ? shared : `${shared}; preempted ${preempted.join(', ')}`;
}

function Plans({
  plans,
  before,
}: {
  readonly plans: StepRecord['plans'];
  readonly before: StepRecord['plans'];
}) {
  const changed = Object.entries(plans).filter(([operation, plan]) => before[operation] !== plan);
  return (
    <ul className="plans">
      {changed.map(([operation, plan]) => (
        <li key={operation}>
          <strong>{operation}</strong> {plan}
        </li>
      ))}
    </ul>
  );
}

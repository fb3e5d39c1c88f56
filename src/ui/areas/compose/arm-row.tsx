import type { KeyboardEvent } from 'react';
import type { Experiment, ExperimentArm } from '../../../experiment/schema.ts';
import { armSettings } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import { openArm, useEditor } from '../../state/editor.ts';
import { armRows } from '../../state/editor-rows.ts';
import { moveArmRow } from './arm-edits.ts';
import arms from './arms.module.css';
import styles from './batch.module.css';
import { ArmForm } from './late-forms.ts';
import { Refused } from './request-card.tsx';
import { ROLE_MARKS } from './role-mark.tsx';

const MOST_MARKS = 16;

interface ArmRowProps {
  readonly experiment: Experiment;
  readonly arm: ExperimentArm;
  readonly index: number;
}

/** One arm: a line to read, a form once it is opened. */
export function ArmRow({ experiment, arm, index }: ArmRowProps) {
  const { name, requests, companies } = arm;
  const open = useEditor((state) => state.openArm === name);
  const row = armRows.of(name);
  const key = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    moveArmRow(name, event.key === 'ArrowUp' ? index - 1 : index + 1);
  };
  return (
    <li className={styles.card} data-part="card" data-open={open || undefined}>
      <button
        type="button"
        id={`arm-${row}`}
        className={`${arms.armHead} ${styles.armHead}`}
        data-part="arm-head"
        data-line=""
        aria-expanded={open}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        onClick={() => openArm(open ? null : name)}
        onKeyDown={key}
      >
        <strong>
          <Name of={name} />
        </strong>
        <Marks {...{ experiment, arm }} />
        <small>
          batch of {requests.length} · {armSettings(arm)}
          {companies && ` · ${companies.count} companies`}
        </small>
      </button>
      {open && <ArmForm {...{ experiment, arm, index, row }} />}
      <Refused place={`arm/${name}`} />
    </li>
  );
}

/** The batch in small: a mark for each request. */
function Marks({ experiment, arm }: Pick<ArmRowProps, 'experiment' | 'arm'>) {
  const roles = new Map(experiment.requests.map(({ id, role }) => [id, role]));
  const members = arm.requests.slice(0, MOST_MARKS);
  return (
    <span className={arms.marks} aria-hidden="true">
      {members.map((id) => {
        const role = roles.get(id) ?? 'clean';
        return (
          <span key={id} className={role === 'probe' ? styles.ofProbe : undefined}>
            {ROLE_MARKS[role]}
          </span>
        );
      })}
      {arm.requests.length > MOST_MARKS && ` +${arm.requests.length - MOST_MARKS}`}
    </span>
  );
}

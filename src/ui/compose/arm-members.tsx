import { type KeyboardEvent, useRef } from 'react';
import { flushSync } from 'react-dom';
import { followsList, moveMember, setMember, sortMembers } from '../../experiment/edit/members.ts';
import { idsOf } from '../../experiment/edit/requests.ts';
import { Name } from '../name.tsx';
import { edit } from '../store/editor.ts';
import controls from '../styles/controls.module.css';
import fields from '../styles/fields.module.css';
import type { ArmPartProps } from './arm-form.tsx';
import styles from './arms.module.css';
import batch from './batch.module.css';
import { ROLE_MARKS } from './role-mark.tsx';

/** Who is in an arm's batch, in its order; the others after them. */
export function ArmMembers({ experiment, arm }: ArmPartProps) {
  const { name, requests } = arm;
  const list = useRef<HTMLUListElement>(null);
  const byId = new Map(experiment.requests.map((request) => [request.id, request]));
  const others = idsOf(experiment).filter((id) => !requests.includes(id));
  const ownOrder = !followsList(requests, idsOf(experiment));
  const place = `arm/${name}`;
  const move = (id: string, to: number) => {
    if (to < 0 || to >= requests.length) return;
    const say = `${id} moved to place ${to + 1} of ${requests.length} in ${name}.`;
    flushSync(() => edit((before) => moveMember(before, name, id, to), { place, say }));
    list.current?.querySelector<HTMLInputElement>(`[data-member="${id}"]`)?.focus();
  };
  const key = (event: KeyboardEvent, id: string) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(id, requests.indexOf(id) + (event.key === 'ArrowUp' ? -1 : 1));
  };
  return (
    <fieldset className={`${styles.members} ${fields.wide}`} data-part="members">
      <legend>
        Batch, in order{' '}
        {ownOrder && (
          <button
            type="button"
            className={`${controls.link} ${styles.link}`}
            onClick={() => edit((before) => sortMembers(before, name), { place })}
          >
            as in the list
          </button>
        )}
      </legend>
      <ul ref={list}>
        {[...requests, ...others].map((id, index) => (
          <li key={id}>
            <label className={`${fields.tick} ${styles.tick}`}>
              <input
                type="checkbox"
                data-member={id}
                checked={index < requests.length}
                onKeyDown={(event) => key(event, id)}
                onChange={(event) => {
                  const present = event.target.checked;
                  edit((before) => setMember(before, name, id, present), { place });
                }}
              />
              <span className={byId.get(id)?.role === 'probe' ? batch.ofProbe : undefined} aria-hidden="true">
                {ROLE_MARKS[byId.get(id)?.role ?? 'clean']}
              </span>
              {id}
            </label>
            {index < requests.length && requests.length > 1 && (
              <span className={styles.memberMoves}>
                <MoveButton {...{ id, name }} to="up" off={index === 0} onClick={() => move(id, index - 1)} />
                <MoveButton
                  {...{ id, name }}
                  to="down"
                  off={index === requests.length - 1}
                  onClick={() => move(id, index + 1)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

interface MoveButtonProps {
  readonly id: string;
  readonly name: string;
  readonly to: 'up' | 'down';
  readonly off: boolean;
  readonly onClick: () => void;
}

function MoveButton({ id, name, to, off, onClick }: MoveButtonProps) {
  return (
    <button type="button" className={controls.quiet} tabIndex={-1} disabled={off} onClick={onClick}>
      <span aria-hidden="true">{to === 'up' ? '↑' : '↓'}</span>
      <span className="unseen">
        Move {id} {to} in <Name of={name} />
      </span>
    </button>
  );
}

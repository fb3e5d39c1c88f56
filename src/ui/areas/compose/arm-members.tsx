import { type KeyboardEvent, useRef } from 'react';
import { flushSync } from 'react-dom';
import { followsList, moveMember, setMember, sortMembers } from '../../../experiment/edit/members.ts';
import { idsOf } from '../../../experiment/edit/requests.ts';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { edit } from '../../state/editor.ts';
import type { ArmPartProps } from './arm-part.ts';
import styles from './arms.module.css';
import batch from './batch.module.css';
import { ROLE_MARKS } from './role-mark.tsx';

/** More members than this are folded away until they are asked for. */
const MOST_MEMBERS = 48;

/** Who is in an arm's batch, in its order; the others after them. */
export function ArmMembers({ experiment, arm }: ArmPartProps) {
  const { name, requests } = arm;
  const list = useRef<HTMLUListElement>(null);
  const byId = new Map(experiment.requests.map((request) => [request.id, request]));
  const present = new Set(requests);
  const others = idsOf(experiment).filter((id) => !present.has(id));
  const fold = useFold([...requests, ...others], MOST_MEMBERS);
  const ownOrder = !followsList(requests, idsOf(experiment));
  const place = `arm/${name}`;
  const move = (id: string, to: number) => {
    if (to < 0 || to >= requests.length) return;
    const say = `${id} moved to place ${to + 1} of ${requests.length} in ${name}.`;
    flushSync(() => {
      fold.reach(to + 1);
      edit((before) => moveMember(before, name, id, to), { place, say });
    });
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
        {fold.shown.map((id, index) => (
          <li key={id}>
            <label className={`${fields.tick} ${styles.tick}`}>
              <input
                type="checkbox"
                data-member={id}
                checked={index < requests.length}
                onKeyDown={(event) => key(event, id)}
                onChange={(event) => {
                  const { checked } = event.target;
                  edit((before) => setMember(before, name, id, checked), { place });
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
      <ShowMore fold={fold} />
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

import type { KeyboardEvent } from 'react';
import { isMuted } from '../../../experiment/edit/mute.ts';
import type { Experiment, ExperimentRequest } from '../../../experiment/schema.ts';
import fields from '../../kit/styles/fields.module.css';
import { openCard, useEditor } from '../../state/editor.ts';
import { useRefusedDraft } from '../../state/editor-drafts.ts';
import { requestRows, toggleMute } from '../../state/editor-rows.ts';
import styles from './batch.module.css';
import { cardId, gripId, useCardDrag } from './card-drag.ts';
import { moveCard, removeCard } from './card-edits.ts';
import { RequestForm } from './late-forms.ts';
import { RequestDetails, RequestLine } from './request-summary.tsx';

interface RequestCardProps {
  readonly experiment: Experiment;
  readonly request: ExperimentRequest;
  readonly index: number;
}

/** A request of the batch: a line to read, a form once it is opened. */
export function RequestCard({ experiment, request, index }: RequestCardProps) {
  const { id, role } = request;
  const row = requestRows.of(id);
  const open = useEditor(({ openRequest }) => openRequest === id);
  const muted = isMuted(experiment, id);
  const refused = useRefusedDraft(row);
  const { grip, style, dragged } = useCardDrag(row);
  const key = (event: KeyboardEvent) => {
    if (event.altKey && event.key === 'ArrowUp') moveCard(id, index - 1);
    else if (event.altKey && event.key === 'ArrowDown') moveCard(id, index + 1);
    else if (event.key === 'Delete') removeCard(id);
    else return;
    event.preventDefault();
  };
  return (
    <li
      id={cardId(row)}
      className={styles.card}
      data-part="card"
      data-role={role}
      data-muted={muted || undefined}
      data-open={open || undefined}
      data-dragged={dragged || undefined}
      style={style}
    >
      <div className={styles.cardBar}>
        <button
          type="button"
          id={gripId(row)}
          className={styles.grip}
          data-line=""
          {...grip}
          aria-label={`Drag ${id}`}
        >
          <span aria-hidden="true">⠿</span>
        </button>
        <button
          type="button"
          id={`${row}-open`}
          className={styles.cardHead}
          data-part="card-head"
          data-line=""
          aria-expanded={open}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
          onClick={() => openCard(open ? null : id)}
          onKeyDown={key}
        >
          <RequestLine request={request} />
        </button>
        <button
          type="button"
          data-line=""
          className={styles.cardMute}
          aria-pressed={muted}
          onClick={() => toggleMute(id)}
        >
          <span className="unseen">{id}: </span>
          {muted ? 'Muted' : 'Mute'}
        </button>
      </div>
      {open ? (
        <RequestForm {...{ experiment, request, index, row }} />
      ) : (
        <RequestDetails {...{ experiment, request }} />
      )}
      {refused && !open && (
        <p className={`${fields.problem} ${styles.problem}`} data-part="problem">
          Something typed here is not in the experiment yet.
        </p>
      )}
      <Refused place={`request/${id}`} />
    </li>
  );
}

/** Why the latest edit here was refused. */
export function Refused({ place }: { readonly place: string }) {
  const refusal = useEditor((state) => (state.refusal?.place === place ? state.refusal.text : null));
  return (
    refusal && (
      <p className={`${fields.problem} ${styles.problem}`} data-part="problem">
        Not done. {refusal}
      </p>
    )
  );
}

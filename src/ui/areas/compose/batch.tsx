import { seatedIds } from '../../../experiment/edit/mute.ts';
import { late } from '../../kit/late.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import layout from '../../kit/styles/layout.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { useEditor } from '../../state/editor.ts';
import { requestRows } from '../../state/editor-rows.ts';
import { useHidden, useLab } from '../../state/lab-store.ts';
import styles from './batch.module.css';
import { BatchTools } from './batch-tools.tsx';
import { CardList } from './card-list.tsx';
import compose from './compose.module.css';
import { RequestCard } from './request-card.tsx';
import { RequestSummary } from './request-summary.tsx';

// Without it cards are moved by keys and by their forms.
const DragLayer = late(async () => (await import('./drag-layer.tsx')).DragLayer, null);

/** More cards than this are folded away until they are asked for. */
const MOST_CARDS = 12;

/** Who is in the batch, as cards in batch order. */
export function Batch() {
  const experiment = useLab(({ chosen }) => chosen.experiment);
  const readOnly = useHidden('compose');
  const { requests } = experiment;
  const openAt = useEditor(({ openRequest }) => requests.findIndex(({ id }) => id === openRequest));
  const fold = useFold(requests, MOST_CARDS, openAt + 1);
  const { shown } = fold;
  const seated = seatedIds(experiment);
  const muted = requests.filter(({ id }) => !seated.has(id)).length;
  return (
    <section className={compose.batch} data-part="batch" aria-labelledby="batch-title">
      <div className={`${layout.sectionHead} ${compose.sectionHead}`}>
        <h2 id="batch-title">The batch</h2>
        <small>
          {requests.length} {requests.length === 1 ? 'request' : 'requests'}
          {muted > 0 && `, ${muted} muted`}
        </small>
      </div>
      {readOnly ? (
        <ul>
          {shown.map((request) => (
            <li key={request.id} className={styles.card} data-part="card" data-role={request.role}>
              <RequestSummary {...{ experiment, request }} />
            </li>
          ))}
        </ul>
      ) : (
        <>
          <CardList>
            {shown.map((request, index) => (
              <RequestCard key={requestRows.of(request.id)} {...{ experiment, request, index }} />
            ))}
          </CardList>
          <DragLayer {...{ requests, shown }} />
        </>
      )}
      <ShowMore fold={fold} />
      {!readOnly && <BatchTools />}
    </section>
  );
}

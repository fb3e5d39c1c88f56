import { useEffect, useRef, useState } from 'react';
import controls from '../../../kit/styles/controls.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { useMedia } from '../../../kit/use-media.ts';
import { usePage } from '../../../state/page-address.ts';
import type { ArmView } from '../arm-view.ts';
import { useLoad } from '../load-store.ts';
import { CARDS } from './all-cards.ts';
import { bringField } from './bring-field.ts';
import type { CardRun, MechanismCard } from './card.ts';
import styles from './cards.module.css';

/** Every mechanism in words: what it is, when it is met, what it can change, how that is proven, and numbers of others beside this run's. */
export function MechanismCards({ view }: { readonly view: ArmView | undefined }) {
  const ran = useLoad((state) => state.ran);
  const arm = ran?.arms.find(({ name }) => name === view?.arm);
  const { path } = usePage();
  const named = path[0] === 'card' ? path[1] : undefined;
  return (
    <section className={tables.panel} aria-labelledby="load-cards-title">
      <h2 id="load-cards-title">The mechanisms, in words</h2>
      <div className={styles.cards}>
        {CARDS.map((card) => (
          <Card key={card.id} card={card} view={view} arm={arm} named={card.id === named} />
        ))}
      </div>
    </section>
  );
}

/** To the field that switches it. */
function FieldWay({ field }: { readonly field: string }) {
  const [missing, setMissing] = useState('');
  return (
    <p>
      <button type="button" className={controls.link} onClick={() => setMissing(bringField(field))}>
        To its switch
      </button>{' '}
      <small role="status">{missing}</small>
    </p>
  );
}

interface CardProps extends Pick<CardRun, 'arm'> {
  readonly card: MechanismCard;
  readonly view: ArmView | undefined;
  /** Whether the address names it: it is open then, and in sight. */
  readonly named: boolean;
}

function Card({ card, view, arm, named }: CardProps) {
  const [open, setOpen] = useState(named);
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!named) return;
    setOpen(true);
    place.current?.scrollIntoView();
  }, [named]);
  // A phone has no form.
  const small = useMedia('(max-width: 40rem)');
  const { name, field, what, when, changes, proof, figure, fromLife } = card;
  const ours =
    open && view?.mechanisms && view.metrics
      ? card.ours(view.mechanisms, view.metrics, { arm, requests: view.requests })
      : null;
  return (
    <details
      ref={place}
      className={styles.card}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        {name}
        <span className={styles.marks}>{changes.map((change) => change.what).join(', ')}</span>
      </summary>
      <p>{what}</p>
      {!small && field && <FieldWay field={field} />}
      <dl>
        <dt>Met when</dt>
        <dd>{when}</dd>
        <dt>It can change</dt>
        {changes.map((change) => (
          <dd key={change.what}>
            <strong>{change.what}</strong> {change.how}
          </dd>
        ))}
        <dt>Proof in this lab</dt>
        {proof.map((path) => (
          <dd key={path}>
            <code>{path}</code>
          </dd>
        ))}
        {figure && (
          <dd>
            <a href={figure.href}>{figure.words}</a>
          </dd>
        )}
        {fromLife.length > 0 && <dt>From life</dt>}
        {fromLife.map(({ says, source, url }) => (
          <dd key={says}>
            {says}{' '}
            {url ? (
              <a href={url} rel="noopener">
                {source}
              </a>
            ) : (
              <small>({source})</small>
            )}
          </dd>
        ))}
        {ours && (
          <>
            <dt>In this run</dt>
            <dd>{ours}</dd>
          </>
        )}
      </dl>
    </details>
  );
}

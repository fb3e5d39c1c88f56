import tables from '../../../kit/styles/tables.module.css';
import type { ArmView } from '../arm-view.ts';
import type { MechanismCard } from './card.ts';
import styles from './cards.module.css';
import { CONTENT_CARDS } from './content-cards.ts';
import { SPECULATION_CARD } from './speculation-card.ts';
import { TIME_CARDS } from './time-cards.ts';
import { TRADE_CARDS } from './trade-cards.ts';
import { VERIFICATION_CARD } from './verification-card.ts';

/** Every mechanism in words: what it is, when it is met, what it can change, how that is proven, and numbers of others beside this run's. */
export function MechanismCards({ view }: { readonly view: ArmView | undefined }) {
  return (
    <section className={tables.panel} aria-labelledby="load-cards-title">
      <h2 id="load-cards-title">The mechanisms, in words</h2>
      <div className={styles.cards}>
        {[...TIME_CARDS, SPECULATION_CARD, VERIFICATION_CARD, ...CONTENT_CARDS, ...TRADE_CARDS].map(
          (card) => (
            <Card key={card.id} card={card} view={view} />
          ),
        )}
      </div>
    </section>
  );
}

function Card({ card, view }: { readonly card: MechanismCard; readonly view: ArmView | undefined }) {
  const { name, what, when, changes, proof, fromLife } = card;
  const ours = view?.mechanisms && view.metrics ? card.ours(view.mechanisms, view.metrics) : null;
  return (
    <details className={styles.card}>
      <summary>
        {name}
        <span className={styles.marks}>{changes.map((change) => change.what).join(', ')}</span>
      </summary>
      <p>{what}</p>
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

import { Fragment } from 'react';
import { CLAIMS } from '../../../studies/claims/claims.ts';
import { judgeClaim } from '../../../studies/claims/judge-claim.ts';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { claimAddress, loadPresetAddress } from '../../state/page-address.ts';
import { useClaims } from '../claims/claims-store.ts';
import { useShipped } from '../claims/use-shipped.ts';
import { Found, VerdictBadge } from '../claims/verdict-badge.tsx';
import styles from './audit.module.css';
import { AUDIT_PARTS } from './parts.ts';

/** What the article says of cost and of watching, as far as it can be measured here. */
const MEASURED = CLAIMS.filter(
  ({ document, group }) => document === 'article' && (group === 'cost' || group === 'monitoring'),
);

/** What can be asked here, and what was found of what the article prescribes. */
export function AuditOverview() {
  return (
    <>
      <div className={layout.pageHead}>
        <h2>Who would notice?</h2>
      </div>
      <p className={styles.lead}>
        A deployed model becomes slower, dearer and more fragile without an alert, says an article on the
        silent AI tax, and it prescribes audits, monitors, gates and canaries. Each is a tool here, on the
        lab’s own runs and on your logs, and each was graded: does the alarm that everyone recommends go off
        when something real breaks, and stay quiet when nothing does?
      </p>
      <dl className={styles.questions} aria-label="What can be asked">
        {AUDIT_PARTS.map(({ segment, title, asks }) => (
          <Fragment key={segment}>
            <dt>
              <a href={`#audit/${segment}`}>{title}</a>
            </dt>
            <dd>{asks}</dd>
          </Fragment>
        ))}
        <dt>
          <a href={loadPresetAddress('canary-rollback')}>Canary</a>
        </dt>
        <dd>
          Would 5 % of the traffic show that a new version is worse before all of it does? A preset of the
          page Load; <a href={loadPresetAddress('canary-promote')}>another</a> ends well.
        </dd>
      </dl>
      <Prescribed />
    </>
  );
}

function Prescribed() {
  useShipped();
  const shipped = useClaims((state) => state.shipped);
  return (
    <section className={tables.panel} aria-labelledby="prescribed-title">
      <div className={tables.panelHead}>
        <h2 id="prescribed-title">What the article says, and what was measured</h2>
        <a href="#learn/the-tax">Lesson: the tax</a>
      </div>
      {!shipped && <p className={tables.note}>Reading what was measured…</p>}
      {shipped &&
        MEASURED.map((claim) => {
          const judgement = judgeClaim(claim, shipped);
          return (
            <article key={claim.id} className={styles.prescribed}>
              <h3>
                <a href={claimAddress(claim.id)}>{claim.says}</a> <VerdictBadge judgement={judgement} />
              </h3>
              <Found judgement={judgement} />
            </article>
          );
        })}
    </section>
  );
}

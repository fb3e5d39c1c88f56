import { placeWords, saidWords } from '../../../report/claims.ts';
import type { Claim } from '../../../studies/claims/claim.ts';
import { type Evidence, NO_EVIDENCE } from '../../../studies/claims/evidence.ts';
import { judgeClaim } from '../../../studies/claims/judge-claim.ts';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { claimAddress } from '../../state/page-address.ts';
import { AUDIT_PARTS } from '../audit/parts.ts';
import { LESSONS, lessonAddress } from '../learn/lessons.ts';
import { CARDS } from '../load/cards/all-cards.ts';
import styles from './claims.module.css';
import { useClaims } from './claims-store.ts';
import { ShortFormRun } from './short-form.tsx';
import { Found, VerdictBadge } from './verdict-badge.tsx';

interface CardProps {
  readonly claim: Claim;
  /** With all that there is to say; else source and command are folded away. */
  readonly open?: boolean;
}

/** What was claimed and where, the verdict, and how to check it. */
export function ClaimCard({ claim, open = false }: CardProps) {
  const shipped = useClaims((state) => state.shipped);
  const judgement = judgeClaim(claim, shipped ?? NO_EVIDENCE);
  return (
    <article className={styles.card} aria-labelledby={`claim-${claim.id}`} data-claim={claim.id}>
      <header>
        <h3 id={`claim-${claim.id}`} className={styles.says}>
          <a href={claimAddress(claim.id)}>{saidWords(claim)}</a>
        </h3>
        <p className={tables.note}>
          {placeWords(claim)}
          {claim.quoted ? '' : ', in our words'}
        </p>
      </header>
      {shipped ? (
        <>
          <VerdictBadge judgement={judgement} />
          <Found judgement={judgement} />
        </>
      ) : (
        <p className={tables.note}>Reading what was measured…</p>
      )}
      <Run claim={claim} shipped={shipped} />
      <details open={open}>
        <summary>Source, and the whole measurement</summary>
        <Details claim={claim} />
      </details>
      <Ways claim={claim} />
    </article>
  );
}

interface RunProps {
  readonly claim: Claim;
  readonly shipped: Evidence | null;
}

/** The short form, or why there is none. */
function Run({ claim, shipped }: RunProps) {
  const { short, noShort } = claim;
  const noGpu = useLab((state) => state.gpu.state === 'missing');
  if (noShort !== undefined) return <NoShort claim={claim} why={noShort} />;
  if (short === null) return null;
  // A study is run as it ships: one that does not cannot be cut short.
  if (short.kind === 'study' && shipped?.studies[short.study] === undefined) return null;
  if (short.kind === 'bench' && noGpu)
    return <NoShort claim={claim} why="Kernels are timed on WebGPU, which this browser does not give." />;
  return <ShortFormRun claim={claim} form={short} />;
}

function NoShort({ claim: { full }, why }: { readonly claim: Claim; readonly why: string }) {
  return (
    <p className={tables.note}>
      No short form: {why}
      {full && (
        <>
          {' '}
          Instead: <code>{full.command}</code> ({full.takes}).
        </>
      )}
    </p>
  );
}

function Details({ claim: { source, needs, full } }: { readonly claim: Claim }) {
  return (
    <dl className={styles.details}>
      <dt>Source</dt>
      <dd>
        {source.says}{' '}
        {source.url && (
          <a href={source.url} rel="noopener">
            {new URL(source.url).hostname}
          </a>
        )}
      </dd>
      <dt>It takes</dt>
      <dd>{needs}</dd>
      {full && (
        <>
          <dt>In full</dt>
          <dd>
            <code>{full.command}</code> <small>({full.takes} on two cores)</small>
          </dd>
        </>
      )}
    </dl>
  );
}

/** To its experiment, its mechanism and its lesson. */
function Ways({ claim: { experiment, card, lesson } }: { readonly claim: Claim }) {
  const mechanism = CARDS.find(({ id }) => id === card);
  const taught = LESSONS.find(({ id }) => id === lesson);
  if (!experiment && !mechanism && !taught) return null;
  return (
    <p className={styles.ways}>
      {experiment && <a href={experiment}>{wayWords(experiment)}</a>}
      {mechanism && <a href={`#load/card/${mechanism.id}`}>Mechanism: {mechanism.name}</a>}
      {taught && <a href={lessonAddress(taught.id)}>Lesson: {taught.title}</a>}
    </p>
  );
}

function wayWords(address: string): string {
  if (address === '#bench') return 'The bench';
  if (address === '#load') return 'The coupling matrix';
  if (address === '#claims/tracker') return 'The tracker';
  const part = AUDIT_PARTS.find(({ segment }) => address === `#audit/${segment}`);
  if (part) return `The audit: ${part.title}`;
  return address.startsWith('#load/') ? 'Its experiment, under load' : 'Its experiment, in the lab';
}

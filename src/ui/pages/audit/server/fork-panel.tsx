import type { KeptAnswer } from '../../../../audit/server/audit-record.ts';
import type { Fork } from '../../../../audit/server/compare-answers.ts';
import type { MechanismFigures } from '../../../../audit/server/judge-audit.ts';
import type { Trial } from '../../../../audit/server/trials.ts';
import { MECHANISM_WORDS } from '../../../../report/audit-server.ts';
import { grouped, measured } from '../../../../results/text.ts';
import { shownText } from '../../../kit/format.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './server.module.css';
import type { FoundAudit } from './server-store.ts';

/** Characters of an answer that are shown before it parts, and behind. */
const [BEFORE, AFTER] = [160, 60];

/** Where answers first part, mechanism by mechanism: the two texts, and how near the choice was. */
export function ForkPanel({ found: { record, judgement } }: { readonly found: FoundAudit }) {
  const forks = judgement.mechanisms.flatMap((each) => firstOf(each));
  if (forks.length === 0) return null;
  return (
    <section className={tables.panel} aria-labelledby="server-forks">
      <h3 id="server-forks">Where answers part first</h3>
      {forks.map(({ mechanism, trial, fork }) => {
        const [reference, answer] = [record.answers[trial.reference], record.answers[trial.answer]];
        return (
          <article key={mechanism} className={styles.fork}>
            <h4>
              {MECHANISM_WORDS[mechanism]}: {fork.unit} {grouped(fork.at)}
            </h4>
            {answer && (
              <div className={styles.texts}>
                <Side label="as it was" answer={reference ?? null} fork={fork} side="a" />
                <Side label={`under ${MECHANISM_WORDS[mechanism]}`} answer={answer} fork={fork} side="b" />
              </div>
            )}
            <Near fork={fork} />
          </article>
        );
      })}
    </section>
  );
}

interface FirstFork {
  readonly mechanism: MechanismFigures['mechanism'];
  readonly trial: Trial;
  readonly fork: Fork;
}

function firstOf({ mechanism, trials }: MechanismFigures): FirstFork[] {
  let first: FirstFork | null = null;
  for (const trial of trials)
    if (trial.fork && (first === null || trial.fork.at < first.fork.at))
      first = { mechanism, trial, fork: trial.fork };
  return first ? [first] : [];
}

interface SideProps {
  readonly label: string;
  /** Null: it stands in an earlier report. */
  readonly answer: KeptAnswer | null;
  readonly fork: Fork;
  readonly side: 'a' | 'b';
}

function Side({ label, answer, fork, side }: SideProps) {
  const piece = fork[side];
  const { before, after } = answer ? around(answer, fork) : { before: '', after: '' };
  return (
    <p>
      <span className={styles.label}>{label}</span>
      <span className={styles.text}>
        {shownText(before, true)}
        <mark data-side={side}>{piece === null ? 'ended' : shownText(piece, true)}</mark>
        {piece !== null && shownText(after, true)}
      </span>
    </p>
  );
}

/** The text around the place at which answers part. */
function around({ text, positions }: KeptAnswer, { at, unit }: Fork): { before: string; after: string } {
  const texts = unit === 'token' ? positions.map((position) => position.text) : [...text];
  const before = texts.slice(0, at).join('');
  const after = texts.slice(at + (unit === 'token' ? 1 : 12)).join('');
  return {
    before: before.length > BEFORE ? `…${before.slice(-BEFORE)}` : before,
    after: after.length > AFTER ? `${after.slice(0, AFTER)}…` : after,
  };
}

/** The margin of the choice beside how far log probabilities moved before it, on one axis. */
function Near({ fork: { margin, perturbation, flip } }: { readonly fork: Fork }) {
  if (margin === null)
    return <p className={tables.note}>No log probabilities were told: how near it was cannot be said.</p>;
  const bars = [
    { words: 'margin of the choice', value: margin, tone: 'margin' },
    { words: 'log probabilities moved by', value: perturbation, tone: 'moved' },
  ] as const;
  const most = Math.max(margin, perturbation ?? 0, Number.MIN_VALUE);
  return (
    <div className={styles.near}>
      <p>{FLIPS[flip]}</p>
      <dl>
        {bars.map(({ words, value, tone }) => (
          <div key={tone}>
            <dt>{words}</dt>
            <dd>
              <span
                className={styles.nearBar}
                data-tone={tone}
                style={{ inlineSize: `${(100 * (value ?? 0)) / most}%` }}
                aria-hidden="true"
              />
              {value === null ? 'not told' : `${measured(value)} nats`}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const FLIPS: Readonly<Record<Fork['flip'], string>> = {
  tie: 'A tie: both tokens were as likely.',
  near: 'Near: rounding as it was seen before the fork explains it.',
  confident: 'A confident flip: rounding as it was seen before the fork does not explain it.',
  untold: 'How near it was cannot be said.',
};

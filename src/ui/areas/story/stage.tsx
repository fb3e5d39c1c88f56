import { memo, type ReactNode } from 'react';
import type { ArmLabels } from '../../../report/arm-labels.ts';
import { grouped } from '../../../results/text.ts';
import { cutMiddle, shownText } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import streamsStyles from '../../kit/styles/streams.module.css';
import type { StreamToken } from '../../state/lab-state.ts';
import type { Side, Streams } from '../compare/token-place.ts';
import styles from './story.module.css';

/** Characters of a prompt's beginning and end that are shown. */
const PROMPT_ENDS = 110;
/** Tokens before the fork, and of each answer after it, that are shown. */
const COMMON_SHOWN = 72;
const TAIL_SHOWN = 48;

export interface StageProps {
  readonly prompt: string;
  readonly labels: ArmLabels;
  /** Requests of each batch. */
  readonly batches: Readonly<Record<Side, number>>;
  readonly streams: Streams;
  readonly fork: number | null;
  /** Tokens of each answer that are written; what is not yet keeps its place. */
  readonly written: number;
  readonly parted: boolean;
  /** More tokens are to come. */
  readonly growing: boolean;
}

/** One question, and the two answers to it: a line as long as they agree, two where they do not. */
export function Stage(props: StageProps) {
  const { prompt, labels, batches, streams, fork, written, parted, growing } = props;
  const shared = Math.min(streams.a.length, streams.b.length);
  const common = streams.a.slice(0, fork ?? shared);
  const folded = Math.max(0, common.length - COMMON_SHOWN);
  return (
    <div data-parted={parted || undefined} className={styles.stage} data-part="story-stage">
      <div className={styles.sources}>
        <Source side="a" label={labels.a} batch={batches.a} />
        <Source side="b" label={labels.b} batch={batches.b} />
      </div>
      <p className={styles.common}>
        <span className={styles.question}>{promptText(prompt)}</span>
        {folded > 0 && <span className={streamsStyles.folded}>{grouped(folded)} equal tokens</span>}
        <Written tokens={common} from={folded} to={common.length} written={written} />
        {growing && !parted && <Caret />}
      </p>
      {fork !== null && (
        <>
          <Parting />
          <div className={styles.branches}>
            <Branch side="a" {...props} fork={fork} label={labels.a} />
            <Branch side="b" {...props} fork={fork} label={labels.b} />
          </div>
        </>
      )}
    </div>
  );
}

function promptText(prompt: string): string {
  const cut = cutMiddle(prompt, PROMPT_ENDS);
  if (!cut) return shownText(prompt, false);
  return `${shownText(cut.head, false)} … ${grouped(cut.left)} characters … ${shownText(cut.tail, false)}`;
}

interface SourceProps {
  readonly side: Side;
  readonly label: string;
  readonly batch: number;
}

/** Who answers: the request itself, filled, among those that share its batch. */
function Source({ side, label, batch }: SourceProps) {
  return (
    <p className={styles.source} data-side={side}>
      <span className={streamsStyles.badge}>{side.toUpperCase()}</span>{' '}
      <span className={styles.label}>
        <Name of={label} />
      </span>
      <Seats batch={batch} />
    </p>
  );
}

const MOST_SEATS = 12;

function Seats({ batch }: { readonly batch: number }) {
  const seats = Array.from({ length: Math.min(batch, MOST_SEATS) }, (_, at) => at);
  return (
    <span className={styles.seats} aria-hidden="true">
      {seats.map((at) => (
        <i key={at} />
      ))}
      {batch > MOST_SEATS && <small>+{grouped(batch - MOST_SEATS)}</small>}
    </span>
  );
}

/** The line of both, going apart. Its size is the window's, so it is drawn in shares of it. */
function Parting() {
  return (
    <svg className={styles.parting} viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
      <path data-side="a" d="M 50 0 C 50 12 25 6 25 20" />
      <path data-side="b" d="M 50 0 C 50 12 75 6 75 20" />
    </svg>
  );
}

interface BranchProps extends StageProps {
  readonly side: Side;
  readonly label: string;
  readonly fork: number;
}

function Branch({ side, streams, label, fork, written, growing }: BranchProps) {
  const tokens = streams[side];
  const to = Math.min(tokens.length, fork + TAIL_SHOWN);
  const left = tokens.length - to;
  return (
    <div className={styles.branch} data-side={side} data-part="branch">
      <p className={styles.branchHead}>
        <span className={streamsStyles.badge}>{side.toUpperCase()}</span> <Name of={label} />
      </p>
      <p className={styles.branchText}>
        <Written tokens={tokens} from={fork} to={to} written={written} fork={fork} />
        {tokens.length <= fork && !growing && <span className={styles.end}>ends here</span>}
        {left > 0 && <span className={streamsStyles.folded}>{grouped(left)} more tokens</span>}
        {growing && <Caret />}
      </p>
    </div>
  );
}

interface WrittenProps {
  readonly tokens: readonly StreamToken[];
  readonly from: number;
  readonly to: number;
  readonly written: number;
  readonly fork?: number;
}

/** A stretch of an answer. What is yet to be written is there already, unseen, so that nothing moves when it comes. */
function Written({ tokens, from, to, written, fork }: WrittenProps): ReactNode {
  return tokens.slice(from, to).map(({ text }, offset) => {
    // Tokens are only ever added at the end, so an index names one for good.
    const index = from + offset;
    return (
      <WrittenToken
        key={index}
        text={text}
        shown={index < written}
        latest={index === written - 1 && written < tokens.length}
        parts={index === fork}
      />
    );
  });
}

interface WrittenTokenProps {
  readonly text: string;
  readonly shown: boolean;
  /** The one that was written last, while others are to come. */
  readonly latest: boolean;
  readonly parts: boolean;
}

const WrittenToken = memo(function WrittenToken({ text, shown, latest, parts }: WrittenTokenProps) {
  return (
    <>
      <span className={`${shown ? '' : styles.unwritten} ${parts ? styles.first : ''}`}>
        {shownText(text, false)}
      </span>
      {latest && <Caret />}
    </>
  );
});

/** Where it writes; it takes no room. */
function Caret() {
  return <span className={`${streamsStyles.caret} ${styles.caret}`} aria-hidden="true" />;
}

import { shortFingerprint } from '../../../experiment/fingerprint-text.ts';
import { visible } from '../../../experiment/visible.ts';
import { comparableWords, marginsWords, streamsFinding } from '../../../report/compare-runs.ts';
import type { StreamsCompared } from '../../../results/compare-streams.ts';
import { measured } from '../../../results/text.ts';
import { shownText } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import type { FinishedFile } from './load-runs.ts';
import styles from './runs.module.css';

interface StreamsOfRunsProps {
  readonly streams: StreamsCompared;
  readonly a: FinishedFile;
  readonly b: FinishedFile;
}

/** A probe in an arm of both runs: what may be said of it, what was found, and both texts with the fork in them. */
export function StreamsOfRuns({ streams, a, b }: StreamsOfRunsProps) {
  const { arm, probe, sameBits, sameCompany } = streams;
  const margins = marginsWords(streams);
  return (
    <article
      className={tables.panel}
      data-part="run-streams"
      aria-label={`${visible(arm)}, ${visible(probe)}`}
    >
      <h3>
        <Name of={arm} />, <Name of={probe} />
      </h3>
      <p className={styles.streamsFinding} data-same={sameBits || undefined}>
        {streamsFinding(streams)}
        {margins && !sameBits && ` The best token led by ${margins}.`}
      </p>
      <p className={tables.note}>
        {comparableWords(streams)}
        {!sameCompany && ' Its batch was another one.'}
      </p>
      <div className={styles.texts}>
        <Text letter="A" run={a} streams={streams} of="a" />
        <Text letter="B" run={b} streams={streams} of="b" />
      </div>
    </article>
  );
}

interface TextProps {
  readonly letter: string;
  readonly run: FinishedFile;
  readonly streams: StreamsCompared;
  readonly of: 'a' | 'b';
}

function Text({ letter, run, streams, of }: TextProps) {
  const { fork, arm } = streams;
  const { tokens, fingerprint, text } = streams[of];
  const { shared, first, rest } = partsOf(streams, of, run.texts);
  const timing = run.record.arms.find(({ name }) => name === arm)?.timing;
  return (
    <figure className={styles.text}>
      <figcaption>
        <strong>{letter}</strong> {tokens.length} tokens
        {timing && `, ${measured(timing.milliseconds / Math.max(1, timing.generatedTokens))} ms a token`},{' '}
        <code>{shortFingerprint(fingerprint, 12)}…</code>
      </figcaption>
      {/* A long text scrolls by itself: whoever has no mouse needs to get into it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above. */}
      <section tabIndex={0} aria-label={`${visible(arm)}, ${visible(streams.probe)}: text in ${letter}`}>
        {shownText(shared, false)}
        {first !== '' && (
          <mark>
            {fork !== null && <span className="unseen">Fork: </span>}
            {shownText(first, false)}
          </mark>
        )}
        {shownText(rest, false)}
        {text === '' && <em>nothing</em>}
      </section>
    </figure>
  );
}

/** What both share, the first piece that differs, and what follows; the whole text first where nothing parts them. */
function partsOf(
  { fork, textFork, ...streams }: StreamsCompared,
  of: 'a' | 'b',
  texts: Readonly<Record<string, string>>,
): { readonly shared: string; readonly first: string; readonly rest: string } {
  const { tokens, text } = streams[of];
  if (fork !== null) {
    const textOf = (ids: readonly number[]) => ids.map((id) => texts[id] ?? '').join('');
    return {
      shared: textOf(tokens.slice(0, fork)),
      first: textOf(tokens.slice(fork, fork + 1)),
      rest: textOf(tokens.slice(fork + 1)),
    };
  }
  if (textFork === null) return { shared: text, first: '', rest: '' };
  const characters = [...text];
  return {
    shared: characters.slice(0, textFork).join(''),
    first: characters[textFork] ?? '',
    rest: characters.slice(textFork + 1).join(''),
  };
}

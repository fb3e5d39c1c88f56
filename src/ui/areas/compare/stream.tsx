import { Fragment } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { Name } from '../../kit/name.tsx';
import streams from '../../kit/styles/streams.module.css';
import type { StreamToken } from '../../state/lab-state.ts';
import { type Fold, foldStream } from './folding.ts';
import { PromptText } from './prompt-text.tsx';
import { Token, type TokenKind } from './token.tsx';
import type { Side } from './token-place.ts';

export interface StreamProps {
  readonly side: Side;
  /** Arm, batch and settings in words. */
  readonly title: string;
  readonly detail: string;
  readonly prompt: string;
  /** A long prompt too is shown to its end, not its beginning and its end alone. */
  readonly whole: boolean;
  readonly tokens: readonly StreamToken[];
  /** Of each token, once the run is over. */
  readonly probabilities: readonly (number | null)[] | undefined;
  readonly fork: number | null;
  /** Index lit up on both sides, and the one that is pinned. */
  readonly lit: number | null;
  readonly pinned: number | null;
  /** Indices that differ, where the rest is to be folded away. */
  readonly only: readonly number[] | null;
  /** Index that Tab reaches. */
  readonly reachable: number;
  readonly markSpaces: boolean;
  readonly growing: boolean;
}

/** What one arm generated for the probe, after its prompt. */
export function Stream(props: StreamProps) {
  const { side, title, detail, prompt, whole, tokens, only, markSpaces, growing } = props;
  const folds = foldStream(tokens.length, only);
  const shown = folds.filter(({ hidden }) => !hidden);
  // Tab must reach one token of those that are shown.
  const within = shown.some(({ from, to }) => props.reachable >= from && props.reachable < to);
  const reachable = within ? props.reachable : (shown[0]?.from ?? -1);
  return (
    <div className={streams.stream} data-side={side}>
      <h4>
        <span className={streams.badge}>{side.toUpperCase()}</span> <Name of={title} />
        <small>{detail}</small>
      </h4>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles are named. */}
      <div
        className={streams.tokens}
        // A list box without an option is none.
        role={shown.length > 0 ? 'listbox' : 'group'}
        aria-label={`Tokens of ${visible(title)}`}
        aria-orientation={shown.length > 0 ? 'horizontal' : undefined}
      >
        {!only && (
          <span className={streams.prompt} data-part="prompt">
            <PromptText {...{ prompt, whole, markSpaces }} />
          </span>
        )}
        {folds.map((fold) =>
          fold.hidden ? (
            <Folded key={fold.from} {...fold} />
          ) : (
            <Tokens key={fold.from} {...props} {...fold} reachable={reachable} />
          ),
        )}
        {growing && <span className={streams.caret} aria-hidden="true" />}
      </div>
    </div>
  );
}

function Tokens({
  from,
  to,
  tokens,
  fork,
  lit,
  pinned,
  reachable,
  probabilities,
  markSpaces,
}: StreamProps & Fold) {
  return tokens.slice(from, to).map(({ token, text, id = token }, offset) => {
    const index = from + offset;
    return (
      // Tokens are only ever added at the end, so an index names one for good.
      <Fragment key={index}>
        {index === fork && <ForkRule index={index} />}
        <Token
          index={index}
          id={id}
          text={text}
          probability={probabilities?.[index] ?? undefined}
          kind={kindAt(index, fork)}
          reachable={index === reachable}
          lit={index === lit}
          pinned={index === pinned}
          markSpaces={markSpaces}
        />
      </Fragment>
    );
  });
}

function Folded({ from, to }: Fold) {
  return (
    <span className={streams.folded} aria-hidden="true">
      {to - from === 1 ? '1 same token' : `${to - from} same tokens`}
    </span>
  );
}

function ForkRule({ index }: { readonly index: number }) {
  return (
    <span className={streams.forkRule} aria-hidden="true">
      fork {index}
    </span>
  );
}

function kindAt(index: number, fork: number | null): TokenKind {
  if (fork === null || index < fork) return 'shared';
  return index === fork ? 'fork' : 'tail';
}

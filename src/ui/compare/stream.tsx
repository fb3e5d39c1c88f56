import { Fragment } from 'react';
import { shownText } from '../format.ts';
import type { StreamToken } from '../store/lab-state.ts';
import { Token, type TokenKind } from './token.tsx';
import type { Side } from './token-place.ts';

export interface StreamProps {
  readonly side: Side;
  /** Arm, batch and settings in words. */
  readonly title: string;
  readonly detail: string;
  readonly prompt: string;
  readonly tokens: readonly StreamToken[];
  readonly fork: number | null;
  /** Index lit up on both sides, and the one that is pinned. */
  readonly lit: number | null;
  readonly pinned: number | null;
  /** Index that Tab reaches. */
  readonly reachable: number;
  readonly markSpaces: boolean;
  readonly growing: boolean;
}

/** What one arm generated for the probe, after its prompt. */
export function Stream(props: StreamProps) {
  const { side, title, detail, prompt, tokens, fork, lit, pinned, markSpaces, growing } = props;
  const reachable = Math.min(props.reachable, tokens.length - 1);
  return (
    <div className={`stream side-${side}`} data-side={side}>
      <h4>
        <span className="badge">{side.toUpperCase()}</span> {title}
        <small>{detail}</small>
      </h4>
      <div className="tokens" role="listbox" aria-label={`Tokens of ${title}`} aria-orientation="horizontal">
        <span className="prompt">{shownText(prompt, markSpaces)}</span>
        {tokens.map(({ token, text }, index) => (
          // Tokens are only ever added at the end, so an index names one for good.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <Fragment key={index}>
            {index === fork && <ForkRule index={index} />}
            <Token
              index={index}
              token={token}
              text={text}
              kind={kindAt(index, fork)}
              reachable={index === reachable}
              lit={index === lit}
              pinned={index === pinned}
              markSpaces={markSpaces}
            />
          </Fragment>
        ))}
        {growing && <span className="caret" aria-hidden="true" />}
      </div>
    </div>
  );
}

function ForkRule({ index }: { readonly index: number }) {
  return (
    <span className="fork-rule" aria-hidden="true">
      fork {index}
    </span>
  );
}

function kindAt(index: number, fork: number | null): TokenKind {
  if (fork === null || index < fork) return 'shared';
  return index === fork ? 'fork' : 'tail';
}

import { memo } from 'react';
import { quoted } from '../../../results/text.ts';
import { percent, shownText } from '../../kit/format.ts';
import streams from '../../kit/styles/streams.module.css';

/** `shared`: before the fork. `fork`: the first that differs. `tail`: after it, where the contexts differ. */
export type TokenKind = 'shared' | 'fork' | 'tail';

interface TokenProps {
  readonly index: number;
  /** Token id; null where only the text is known. */
  readonly id: number | null;
  readonly text: string;
  /** Softmax at temperature 1; undefined until the run is over. */
  readonly probability: number | undefined;
  readonly kind: TokenKind;
  /** The one token of its stream that Tab reaches; arrow keys reach the others. */
  readonly reachable: boolean;
  readonly lit: boolean;
  readonly pinned: boolean;
  readonly markSpaces: boolean;
}

const WORDS: Readonly<Record<TokenKind, string>> = {
  shared: '',
  fork: ', differs: the fork',
  tail: ', after the fork',
};

const KINDS: Readonly<Record<TokenKind, string>> = { shared: '', fork: streams.fork, tail: streams.tail };

/** One generated token. Events are handled by the stream around it, so that a long stream redraws only what changed. */
export const Token = memo(function Token(props: TokenProps) {
  const { index, id, text, probability, kind, reachable, lit, pinned, markSpaces } = props;
  const chance = probability === undefined ? '' : `, probability ${percent(probability)}`;
  return (
    <span
      role="option"
      aria-selected={pinned}
      aria-label={`token ${index}: ${quoted(text)}${id === null ? '' : `, id ${id}`}${chance}${WORDS[kind]}`}
      tabIndex={reachable ? 0 : -1}
      data-index={index}
      data-lit={lit || undefined}
      className={`${streams.token} ${KINDS[kind]} ${lit ? streams.lit : ''} ${pinned ? streams.pinned : ''}`}
      data-part="token"
    >
      {shownText(text, markSpaces)}
    </span>
  );
});

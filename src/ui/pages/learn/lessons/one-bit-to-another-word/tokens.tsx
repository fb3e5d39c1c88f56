import { type KeyboardEvent, useRef, useState } from 'react';
import { visible } from '../../../../../experiment/visible.ts';
import streams from '../../../../kit/styles/streams.module.css';
import type { StreamToken } from '../../../../state/lab-state.ts';
import styles from './one-bit.module.css';

interface TokensProps {
  readonly side: 'a' | 'b';
  readonly tokens: readonly StreamToken[];
  /** The fork, once it may be seen. */
  readonly mark: number | null;
  readonly picked?: number | null;
  /** Makes the tokens buttons. */
  readonly onPick?: (token: number) => void;
}

/** One answer, token by token. Arrow keys walk what can be pressed. */
export function Tokens({ side, tokens, mark, picked = null, onPick }: TokensProps) {
  const line = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -tokens.length, End: tokens.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const to = Math.min(Math.max(at + step, 0), tokens.length - 1);
    setAt(to);
    line.current?.querySelector<HTMLElement>(`[data-token="${to}"]`)?.focus();
  };
  const name = side.toUpperCase();
  return (
    <div className={styles.reply}>
      <span className={`${streams.badge} ${styles.badge}`}>{name}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is not part of a line of text. */}
      <div
        ref={line}
        className={styles.replyText}
        role="group"
        aria-label={`Answer ${name}`}
        onKeyDown={walk}
      >
        {tokens.map(({ text }, index) => {
          const className = tokenClass(index, mark, picked);
          const words = visible(text);
          return onPick ? (
            // A button breaks the line before it, in the middle of a word.
            // biome-ignore lint/a11y/useSemanticElements: see above.
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place.
              key={index}
              role="button"
              data-token={index}
              className={className}
              tabIndex={index === at ? 0 : -1}
              aria-label={`token ${index}: ${words}`}
              onFocus={() => setAt(index)}
              onClick={() => onPick(index)}
              onKeyDown={(event) => pressed(event) && onPick(index)}
            >
              {words}
            </span>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place.
            <span key={index} className={className}>
              {words}
            </span>
          );
        })}
      </div>
    </div>
  );
}

/** What presses a button; Space would scroll the page besides. */
function pressed(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  event.preventDefault();
  return true;
}

function tokenClass(index: number, mark: number | null, picked: number | null): string {
  if (mark === null) return index === picked ? `${styles.replyToken} ${styles.picked}` : styles.replyToken;
  if (index === mark) return `${styles.replyToken} ${styles.forked}`;
  return index > mark ? `${styles.replyToken} ${styles.apart}` : styles.replyToken;
}

import { type KeyboardEvent, type MouseEvent, useMemo } from 'react';
import { type StripKind, StripMap } from '../../../charts/strip-map.tsx';
import { quoted } from '../../../results/text.ts';
import { point as pointAt, preview as previewPlace, togglePin } from '../../state/place.ts';
import type { PairPlace } from './pair-place.ts';
import styles from './strip.module.css';
import { StripLegend, type StripWords } from './strip-legend.tsx';
import { placeAfterKey, type Streams } from './token-place.ts';

interface MiniMapProps extends PairPlace {
  readonly title: string;
  readonly streams: Streams;
  readonly kinds: readonly StripKind[];
  /** Places at which a flip was possible. */
  readonly danger: readonly number[];
  /** What the strip's stretches are called. */
  readonly words: StripWords;
}

/** Both streams on one strip: what agrees, where they part, where a flip was possible. Pointed at, clicked or walked by keys like a slider. */
export function MiniMap(props: MiniMapProps) {
  const { title, streams, kinds, danger, words, pairKey, length, fork, preview, pinned } = props;
  const lengths = useMemo(
    () => ({ a: streams.a.length, b: streams.b.length }),
    [streams.a.length, streams.b.length],
  );
  const at = Math.min(preview ?? pinned ?? fork ?? 0, length - 1);

  const show = (position: number) => previewPlace({ pairKey, position });
  const point = (event: MouseEvent) => pointAt({ pairKey, position: positionAt(event, length) });
  const click = (event: MouseEvent) => togglePin({ pairKey, position: positionAt(event, length) });
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const longer = streams.a.length >= streams.b.length ? 'a' : 'b';
    const next = placeAfterKey(SLIDER_KEYS[event.key] ?? event.key, { side: longer, index: at }, streams);
    if (event.key === 'Enter' || event.key === ' ') togglePin({ pairKey, position: at });
    else if (next) show(next.index);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.miniMap}>
      <div
        className={styles.miniMapStrip}
        role="slider"
        tabIndex={0}
        aria-label="Place in the streams"
        aria-valuemin={0}
        aria-valuemax={length - 1}
        aria-valuenow={at}
        aria-valuetext={placeWords(at, fork, streams)}
        onPointerMove={point}
        onPointerLeave={() => pointAt(null)}
        onBlur={() => previewPlace(null)}
        onClick={click}
        onKeyDown={key}
      >
        <StripMap {...{ title, kinds, lengths, fork, danger, preview, pinned }} />
      </div>
      <StripLegend {...{ kinds, danger, words }} />
    </div>
  );
}

/** Up and down lead along a slider; between two streams they lead across. */
const SLIDER_KEYS: Readonly<Record<string, string>> = { ArrowUp: 'ArrowRight', ArrowDown: 'ArrowLeft' };

function positionAt({ clientX, currentTarget }: MouseEvent, length: number): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return Math.min(Math.max(Math.floor(((clientX - left) / width) * length), 0), length - 1);
}

function placeWords(at: number, fork: number | null, { a, b }: Streams): string {
  const words = (token: (typeof a)[number] | undefined) => (token ? quoted(token.text) : 'none');
  return `token ${at}${at === fork ? ', the fork' : ''}: A ${words(a[at])}, B ${words(b[at])}`;
}

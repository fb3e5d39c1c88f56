import type { StreamToken } from '../../state/lab-state.ts';

export type Side = 'a' | 'b';

export interface TokenPlace {
  readonly side: Side;
  readonly index: number;
}

export type Streams = Readonly<Record<Side, readonly StreamToken[]>>;

/**
 * Where a key leads from a token: along the stream, to the same index on the other side, or to the next (`n`) or previous
 * (`p`) index at which the sides differ. Null where the key means nothing here.
 */
export function placeAfterKey(key: string, { side, index }: TokenPlace, streams: Streams): TokenPlace | null {
  const last = streams[side].length - 1;
  const other = side === 'a' ? 'b' : 'a';
  const within = (target: number) => ({ side, index: Math.min(Math.max(target, 0), last) });
  switch (key) {
    case 'ArrowRight':
      return within(index + 1);
    case 'ArrowLeft':
      return within(index - 1);
    case 'Home':
      return within(0);
    case 'End':
      return within(last);
    case 'ArrowUp':
    case 'ArrowDown':
      return index < streams[other].length ? { side: other, index } : null;
    case 'n':
      return placeAt(differences(streams).find((at) => at > index && at <= last));
    case 'p':
      return placeAt(differences(streams).findLast((at) => at < index));
    default:
      return null;
  }

  function placeAt(target: number | undefined): TokenPlace | null {
    return target === undefined ? null : { side, index: target };
  }
}

/** Indices at which both sides have a token, and not the same one. */
export function differences({ a, b }: Streams): number[] {
  const shared = Math.min(a.length, b.length);
  return Array.from({ length: shared }, (_, index) => index).filter(
    (index) => a[index].token !== b[index].token,
  );
}

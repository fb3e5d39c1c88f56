import { quoted } from '../format.ts';
import type { Streams } from './token-place.ts';

/** The token under the pointer or the focus, on both sides. */
export function PlaceLine({ streams, index }: { readonly streams: Streams; readonly index: number | null }) {
  if (streams.a.length === 0) return null;
  // A pinned place outlives the run it was pinned in.
  if (index === null || index >= Math.max(streams.a.length, streams.b.length)) {
    return (
      <p className="place-line">
        <span className="hint">Point at a token, or Tab to one.</span>
      </p>
    );
  }
  const [a, b] = [streams.a[index], streams.b[index]];
  const words = (token: typeof a) => (token ? `${quoted(token.text)} id ${token.token}` : 'none yet');
  return (
    <p className="place-line">
      token {index}
      <span className="side-a">A {words(a)}</span>
      <span className="side-b">B {words(b)}</span>
      {a && b && <span>{a.token === b.token ? 'same token' : 'different tokens'}</span>}
    </p>
  );
}

import type { DangerPoint } from '../../../charts/danger-points.ts';
import type { StripKind } from '../../../charts/strip-map.tsx';
import { isSame } from '../../../results/compare-positions.ts';
import type { SequenceDetail, ShownPosition } from '../../../worker/methods/imports.ts';
import type { StripWords } from '../../areas/compare/strip-legend.tsx';
import type { Streams } from '../../areas/compare/token-place.ts';
import type { StreamToken } from '../../state/lab-state.ts';

/** Both sides as the streams' views take them: numbers that are equal where the two sides' tokens are. */
export function streamsOf({ a, b }: Pick<SequenceDetail, 'a' | 'b'>): Streams {
  return {
    a: a.map((position, at) => tokenOf(position, 2 * at)),
    b: b.map((position, at) => tokenOf(position, a[at] && isSame(a[at], position) ? 2 * at : 2 * at + 1)),
  };
}

function tokenOf({ text, id }: ShownPosition, token: number): StreamToken {
  return { token, text: text ?? ` #${id}`, id };
}

export function probabilitiesOf({ a, b }: Pick<SequenceDetail, 'a' | 'b'>) {
  const chances = (side: readonly ShownPosition[]) =>
    side.map(({ logprob }) => (logprob === null ? null : Math.exp(logprob)));
  return { a: chances(a), b: chances(b) };
}

/** Where both the margin and the perturbation are known. */
export function dangerPointsOf({ positions }: Pick<SequenceDetail, 'positions'>): DangerPoint[] {
  return positions.flatMap(({ position, margin, perturbation }) =>
    margin === null || perturbation === null ? [] : [{ position, margin, perturbation, forced: false }],
  );
}

/** Equal bits where that is known, else equal tokens. */
export function kindsOf(
  { a, b, fork, bits, positions }: SequenceDetail,
  shownFork: number | null,
): StripKind[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at): StripKind => {
    if (shownFork !== null && at >= shownFork) return 'apart';
    const logits = positions[at]?.logits;
    if (logits) return logits.differing === 0 ? 'bits' : 'tokens';
    return bits === true && fork === null ? 'bits' : 'tokens';
  });
}

export function stripWordsOf({ unit, logits }: Pick<SequenceDetail, 'unit' | 'logits'>): StripWords {
  const what = { token: 'tokens', word: 'words', choice: 'answer', row: 'best token' }[unit];
  return {
    bits: 'same bits',
    tokens: logits ? `same ${what}, different bits` : `same ${what}, bits not known`,
    apart: 'from the fork on, A above B',
  };
}

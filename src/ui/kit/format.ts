import type { ExperimentArm } from '../../experiment/schema.ts';
import { visible } from '../../experiment/visible.ts';
import { setsText, withOwn } from '../../results/sets-text.ts';
import { weightsText } from '../../results/widths-text.ts';

/** A token or a text as the page shows it: nothing hidden, line ends marked and kept, spaces marked on demand. */
export function shownText(text: string, markSpaces: boolean): string {
  const marked = visible(text).replaceAll('⏎', '⏎\n');
  return markSpaces ? marked.replaceAll(' ', '·') : marked;
}

/** A text whose middle is left out. */
export interface CutText {
  readonly head: string;
  /** Characters between head and tail. */
  readonly left: number;
  readonly tail: string;
}

/** The first and the last `side` characters of a text; null where it is hardly longer than these. No character is cut in two. */
export function cutMiddle(text: string, side: number): CutText | null {
  if (text.length <= 2 * side + side / 2) return null;
  const isLow = (at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  const end = isLow(side) ? side - 1 : side;
  const from = text.length - side;
  const start = isLow(from) ? from - 1 : from;
  return { head: text.slice(0, end), left: start - end, tail: text.slice(start) };
}

/** A text of several lines, which may be a stranger's: nothing hidden in any of them. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n');
}

/** `14.55%`; what is not 0 never reads as 0. */
export function percent(share: number): string {
  return share > 0 && share < 0.00005 ? '<0.01%' : `${(share * 100).toFixed(2)}%`;
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

export { amountWords, bytesWords, durationWords } from '../../results/amounts.ts';

/** `variant · bf16`: what an arm computes with. */
export function armSettings({
  kernels,
  shaders,
  dtype,
  weights,
  dynamic,
}: Pick<ExperimentArm, 'kernels' | 'shaders' | 'dtype' | 'weights' | 'dynamic'>): string {
  const settings = [withOwn(setsText(kernels), shaders), dtype];
  return (
    weights === 'stored' && !dynamic
      ? settings
      : [...settings, `${weightsText({ weights, ...(dynamic && { dynamic }) })} weights`]
  ).join(' · ');
}

/** `28 Nov 2026, 14:05`: an instant in milliseconds since 1970, where the visitor is. */
export function dateWords(date: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

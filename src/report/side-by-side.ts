import { visible } from '../experiment/visible.ts';
import { cut, padEnd, shorten } from '../results/text.ts';

const SIDE_COLUMNS = 50;
const SIDE_LINES = 3;
const CHARACTERS_BEFORE = 60;

/** Two texts in columns, from shortly before the place, marked `»`, at which they part. */
export function sideBySide(a: string, b: string): string[] {
  const parting = commonLength([...a], [...b]);
  const left = sideLines(a, parting);
  const right = sideLines(b, parting);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, line) => {
    const [nameA, nameB] = line === 0 ? ['A: ', 'B: '] : ['   ', '   '];
    return `${nameA}${padEnd(left[line] ?? '', SIDE_COLUMNS)} │ ${nameB}${right[line] ?? ''}`.trimEnd();
  });
}

function sideLines(text: string, parting: number): string[] {
  const characters = [...text];
  const start = Math.max(0, parting - CHARACTERS_BEFORE);
  const before = characters.slice(start, parting).join('');
  const after = characters.slice(parting).join('');
  const lines = cut(`${start > 0 ? '…' : ''}${visible(before)}»${visible(after)}`, SIDE_COLUMNS);
  if (lines.length <= SIDE_LINES) return lines;
  // What follows the last line is joined to it, so that shortening it shows that there is more.
  const last = lines.slice(SIDE_LINES - 1).join('');
  return [...lines.slice(0, SIDE_LINES - 1), shorten(last, SIDE_COLUMNS)];
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((character, place) => character !== b[place]);
  return index === -1 ? a.length : index;
}

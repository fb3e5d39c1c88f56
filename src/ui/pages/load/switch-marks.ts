/** A mark in a chart, by its place in pixels. */
interface Mark {
  readonly x: number;
  readonly words: string;
}

interface PlacedMark extends Mark {
  /** Line of text that its words stand in; null where there is no room for them. */
  readonly row: number | null;
  /** Whether its words end at it, rather than begin. */
  readonly left: boolean;
}

/** Pixels of a letter on average, and around the words. */
const [LETTER, AROUND] = [6.2, 16];
const ROWS = 3;

/** Where the words of marks stand so that none covers another: in the first line that has room, else nowhere. `marks`: by their place. */
export function placedMarks(marks: readonly Mark[], width: number): PlacedMark[] {
  const taken: [from: number, to: number][][] = Array.from({ length: ROWS }, () => []);
  return marks.map(({ x, words }) => {
    const long = words.length * LETTER + AROUND;
    const left = x + long > width && x > long;
    const [from, to] = left ? [x - long, x] : [x, x + long];
    const row = taken.findIndex((spans) => spans.every(([start, end]) => to <= start || from >= end));
    taken[row]?.push([from, to]);
    return { x, words, left, row: row < 0 ? null : row };
  });
}

import { type Span, within } from './spans.ts';

/** A span as a box, in shares of the picture's width. */
export interface FlameBox {
  /** Its index in the trace. */
  readonly index: number;
  /** Rows below the span that is shown whole. */
  readonly depth: number;
  readonly left: number;
  readonly width: number;
}

export interface Flame {
  readonly boxes: readonly FlameBox[];
  readonly rows: number;
  /** Spans that are too narrow to be drawn. */
  readonly hidden: number;
}

/** What lies within a span, each row what the one above is made of, as far as it is at least `least` of the width. */
export function flameOf(spans: readonly Span[], root: number, least: number): Flame {
  const { begin, end } = spans[root];
  const length = end - begin;
  const depths = new Map<number, number>();
  const boxes: FlameBox[] = [];
  let hidden = 0;
  for (const index of within(spans, root)) {
    const span = spans[index];
    const depth = index === root ? 0 : depths.get(span.parent!)! + 1;
    depths.set(index, depth);
    const width = length > 0 ? (span.end - span.begin) / length : 1;
    if (width < least) hidden++;
    else boxes.push({ index, depth, left: length > 0 ? (span.begin - begin) / length : 0, width });
  }
  return { boxes, rows: 1 + Math.max(...boxes.map(({ depth }) => depth)), hidden };
}

/** Where the keys lead from a box: to its neighbours in its row, what it is part of, and the first of what is within. */
export function neighbours({ boxes }: Flame, spans: readonly Span[], index: number) {
  const at = boxes.find((box) => box.index === index);
  const row = boxes.filter(({ depth }) => depth === at?.depth).toSorted((a, b) => a.left - b.left);
  const place = row.findIndex((box) => box.index === index);
  const shown = (found: number | null | undefined) =>
    boxes.some((box) => box.index === found) ? (found ?? null) : null;
  return {
    left: row[place - 1]?.index ?? null,
    right: row[place + 1]?.index ?? null,
    up: shown(spans[index].parent),
    down: boxes.find((box) => spans[box.index].parent === index)?.index ?? null,
  };
}

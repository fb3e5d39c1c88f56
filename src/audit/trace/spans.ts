import type { Attributes } from '../otlp/attributes.ts';

/** What a span's own time goes to. */
export const SPAN_KINDS = ['tensor', 'movement', 'host', 'wait', 'added'] as const;

/**
 * `tensor`: products and attention; `movement`: kernels without a product; `host`: planning, tables, tokenising, choosing, recording;
 * `wait`: nobody computes, results are on their way or another had the thread; `added`: overheads that were switched on, the trace's own among them.
 */
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Who was busy: the thread that serves, the device, the page that draws. */
export type Lane = 'host' | 'device' | 'page';

/** A stretch of time with a name, in milliseconds since the trace's zero. */
export interface Span {
  readonly name: string;
  /** Index in the trace's list, always smaller than its own; null: it stands by itself. Children lie within their parent. */
  readonly parent: number | null;
  readonly lane: Lane;
  readonly kind: SpanKind;
  readonly begin: number;
  readonly end: number;
  readonly attributes?: Attributes;
}

/** A span with what lies within it, in order of time. */
export interface SpanTree {
  readonly name: string;
  readonly lane: Lane;
  readonly kind: SpanKind;
  readonly begin: number;
  readonly end: number;
  readonly attributes?: Attributes | undefined;
  readonly children: readonly SpanTree[];
}

/** The spans of trees, parents before their children. */
export function flatSpans(trees: readonly SpanTree[]): Span[] {
  const spans: Span[] = [];
  const add = ({ children, attributes, ...span }: SpanTree, parent: number | null): void => {
    const index = spans.push({ ...span, parent, ...(attributes && { attributes }) }) - 1;
    for (const child of children) add(child, index);
  };
  for (const tree of trees) add(tree, null);
  return spans;
}

/** Milliseconds of each span that are none of its children's: they add up to what lies in the roots. */
export function ownTimes(spans: readonly Span[]): Float64Array {
  const own = Float64Array.from(spans, ({ begin, end }) => end - begin);
  for (const { parent, begin, end } of spans) if (parent !== null) own[parent] -= end - begin;
  // Differences of doubles: what is nothing may be a hair less.
  return own.map((time) => Math.max(0, time));
}

/** Indices of a span and all that lies within it. */
export function within(spans: readonly Span[], root: number): number[] {
  const inside = new Set([root]);
  spans.forEach(({ parent }, index) => {
    if (parent !== null && inside.has(parent)) inside.add(index);
  });
  return [...inside];
}

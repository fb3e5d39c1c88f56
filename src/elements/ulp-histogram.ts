import { columnsOf, type UlpColumn } from '../charts/ulp-columns.ts';
import { grouped } from '../results/text.ts';
import type { UlpHistogram } from '../results/ulp-histogram.ts';
import { DataElement, make, shape } from './data-element.ts';
import { asCount, asFields, asList, asText, DataError } from './data-error.ts';

const [WIDTH, HEIGHT, FOOT, HEAD] = [640, 150, 18, 16] as const;
/** Between the powers of two and what is none of them. */
const GAP = 14;
/** Distances between two f32 fit in 2^32. */
const MOST_BINS = 32;

/**
 * `<batchmates-ulp-histogram>`: how far two arms' logits stand from each other, in units in the last place. Data: an
 * `UlpHistogram` (`zero`, `bins`, `crossing`), or a whole report of a position that has it as `histogram`.
 */
export class UlpHistogramElement extends DataElement {
  protected override readonly styles = STYLES;

  protected override draw(data: unknown): Node {
    const { title, histogram } = readHistogram(data);
    const all = histogram.zero + histogram.crossing + histogram.bins.reduce((sum, bin) => sum + bin, 0);
    if (all === 0) throw new DataError('histogram: no element was counted');
    const words = `${grouped(all - histogram.zero)} of ${grouped(all)} values differ in their bits`;
    const label = `Distances in units in the last place: ${words}. ${countsOf(histogram)}`;
    return make(
      'figure',
      { part: 'figure' },
      ...(title === '' ? [] : [make('p', { part: 'title' }, title)]),
      shape(
        'svg',
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
        ...barsOf(columnsOf(histogram)),
      ),
      make('figcaption', {}, `${words}. Powers of two of an ulp; 0 is equal bits, ± 0 another sign.`),
    );
  }
}

/** Throws DataError where this is neither a histogram nor a report of a position. */
export function readHistogram(data: unknown): { readonly title: string; readonly histogram: UlpHistogram } {
  const whole = asFields(data, '');
  const inside = 'histogram' in whole;
  const at = inside ? 'histogram.' : '';
  const fields = inside ? asFields(whole.histogram, 'histogram') : whole;
  return {
    title: whole.title === undefined ? '' : asText(whole.title, 'title'),
    histogram: {
      zero: asCount(fields.zero, `${at}zero`),
      bins: asList(fields.bins, `${at}bins`, MOST_BINS, asCount),
      crossing: fields.crossing === undefined ? 0 : asCount(fields.crossing, `${at}crossing`),
    },
  };
}

function countsOf(histogram: UlpHistogram): string {
  const counted = columnsOf(histogram).filter(({ count }) => count > 0);
  return counted.map(({ label, count }) => `${label}: ${grouped(count)}`).join(', ');
}

function barsOf(columns: readonly UlpColumn[]): Node[] {
  const crosses = columns.some(({ kind }) => kind === 'crossing');
  const slot = (WIDTH - GAP * (crosses ? 2 : 1)) / columns.length;
  const most = Math.max(...columns.map(({ count }) => count));
  const base = HEIGHT - FOOT;
  const every = Math.max(1, Math.ceil(34 / slot));
  return columns.flatMap(({ label, count, kind }, index) => {
    const x = index * slot + { zero: 0, bin: 1, crossing: 2 }[kind] * GAP;
    // What is there is seen, however few.
    const size = count === 0 ? 0 : Math.max(2, (count / most) * (base - HEAD));
    const middle = x + slot / 2;
    const named = kind !== 'bin' || (index - 1) % every === 0;
    const mark = (words: string, y: number) => shape('text', { x: middle, y }, words);
    return [
      shape('rect', { class: kind, x: x + 2, y: base - size, width: slot - 4, height: size }),
      shape('path', { d: `M${x} ${base}h${slot}` }),
      ...(count > 0 ? [mark(grouped(count), base - size - 4)] : []),
      ...(named ? [mark(label, HEIGHT - 4)] : []),
    ];
  });
}

const STYLES = `
text { text-anchor: middle; }
path { stroke: var(--line); }
.zero { fill: var(--same); }
.bin { fill: var(--b); }
.crossing { fill: var(--fork); }
`;

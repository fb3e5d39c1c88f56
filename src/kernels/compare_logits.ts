import compareLogits from '../../shaders/compare_logits.wgsl?raw';
import orderKey from '../../shaders/lib/order_key.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ComparedSide, LogitComparison } from '../steps/logit-comparison.ts';
import { TOP } from '../steps/step-output.ts';
import { covering, grid } from './grid.ts';
import { withDtypes } from './preludes.ts';

const SLICE = 4096;
const COUNT_WORDS = 8;
const ULP_BINS = 32;
const CONTENDER_WORDS = 4;
const SUM_WORDS = 4;

/** Tokens whose standing is asked for at most: the highest of either side. */
export const MOST_CONTENDERS = 2 * TOP;

/** Words that the kernel counts into; they are zero beforehand. */
export const FOUND_WORDS = COUNT_WORDS + ULP_BINS + MOST_CONTENDERS * CONTENDER_WORDS;

/** Words of its sums over so many logits. */
export function sumWords(vocabulary: number): number {
  return covering(vocabulary, SLICE) * SUM_WORDS;
}

export function compareLogitsSource({ meetingThreads }: Tuning): KernelSource {
  const constants = { THREADS: Math.min(128, meetingThreads) };
  return withDtypes('compare_logits', {}, [orderKey, compareLogits], constants);
}

export interface CompareBuffers<Data> {
  readonly a: Data; // (rows, vocabulary) f32
  readonly b: Data; // (rows, vocabulary) f32
  readonly tokens: Data; // (contenders)
  readonly found: Data; // FOUND_WORDS
  readonly sums: Data; // sumWords
}

/** Two rows, and what their steps gave of them. */
export interface ComparedRows {
  readonly vocabulary: number;
  readonly rowA: number;
  readonly rowB: number;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
}

/** Tokens that are among the highest of either side, by id. */
export function contendersOf({ a, b }: Pick<ComparedRows, 'a' | 'b'>): number[] {
  const tokens = new Set([...a.top, ...b.top].map(({ token }) => token));
  return [...tokens].toSorted((x, y) => x - y);
}

export function compareLogitsCall<Data>(
  { a, b, tokens, found, sums }: CompareBuffers<Data>,
  rows: ComparedRows,
): KernelCall<Data> {
  const { vocabulary, rowA, rowB } = rows;
  return {
    inputs: [a, b, tokens],
    outputs: [found, sums],
    params: {
      vocabulary,
      row_a: rowA,
      row_b: rowB,
      contenders: contendersOf(rows).length,
      highest: rows.a.top[0].logit,
      shift: rows.b.logSumExp - rows.a.logSumExp,
    },
    workgroups: grid(covering(vocabulary, SLICE)),
  };
}

/** What the kernel found, in words: its outputs in order. */
export function readComparison(
  found: Uint32Array<ArrayBuffer>,
  sums: Uint32Array<ArrayBuffer>,
  rows: ComparedRows,
): LogitComparison {
  const [differing, maxUlp, maxUlpSameSign, crossings] = found;
  const floats = new Float32Array(found.buffer, found.byteOffset, found.length);
  const bins = [...found.subarray(COUNT_WORDS, COUNT_WORDS + ULP_BINS)];
  const contenders = contendersOf(rows).map((token, i) => {
    const at = COUNT_WORDS + ULP_BINS + i * CONTENDER_WORDS;
    return {
      token,
      a: { rank: found[at], logit: floats[at + 2] },
      b: { rank: found[at + 1], logit: floats[at + 3] },
    };
  });
  return {
    vocabulary: rows.vocabulary,
    ...{ differing, maxUlp, maxUlpSameSign, crossings },
    maxAbsolute: floats[4],
    kl: differing === 0 ? 0 : divergence(new Float32Array(sums.buffer, sums.byteOffset, sums.length)),
    ulpBins: bins.slice(0, bins.findLastIndex((count) => count > 0) + 1),
    a: sideOf(rows.a),
    b: sideOf(rows.b),
    contenders,
  };
}

function sideOf({ top, logSumExp }: ComparedSide): ComparedSide {
  return { top, logSumExp };
}

/** The formula is in shaders/compare_logits.wgsl; the slices are added in index order, in f64. */
function divergence(sums: Float32Array): number {
  let [exponentials, m, excess] = [0, 0, 0];
  for (let at = 0; at < sums.length; at += SUM_WORDS) {
    exponentials += sums[at];
    m += sums[at + 1];
    excess += sums[at + 2];
  }
  const mean = m / exponentials;
  const kl = excess / exponentials - (mean - Math.log1p(mean));
  return Number.isNaN(kl) ? Number.POSITIVE_INFINITY : Math.max(0, kl);
}

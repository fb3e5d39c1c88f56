import type { Gpu } from '../../gpu/device.ts';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import { requestKey } from '../../numerics/gumbel.ts';
import type { MathName } from '../../numerics/math-name.ts';
import type { Decoding } from '../../steps/arm-spec.ts';
import { padded } from '../packed-rows.ts';
import {
  DRAW_WORDS,
  type Draw,
  RESULT_WORDS,
  type RowResult,
  readRow,
  SLICE_WORDS,
  sampleMergeCall,
  sampleMergeSource,
  sampleSlicesCall,
  sampleSlicesSource,
  slicesOf,
  writeDraw,
} from '../sample.ts';
import type { CompileOnce } from './kernel-cache.ts';
import { asFloats } from './layout.ts';

export const GREEDY: Decoding = { temperature: 0, seed: 0 };

export interface SampledRows {
  readonly vocabulary: number;
  /** (parts) of (rows, vocabulary) partial sums. */
  readonly parts: readonly Float32Array[];
  readonly decoding?: Decoding;
  /** The platform's own where left out. */
  readonly math?: MathName;
  /** (rows) in the place of `decoding`. */
  readonly decodings?: readonly Decoding[];
  /** (rows) who asks, and for which position's token; row i of `request` at position i where left out. */
  readonly draws?: readonly { readonly request: string; readonly position: number }[];
  /** (rows) row of the kept logits; nothing is kept where left out. */
  readonly kept?: readonly (number | null)[];
}

/** Runs both kernels as a step does. Kept logits begin as `UNTOUCHED`, (kept rows, vocabulary). */
export async function sampleRows(
  gpu: Gpu,
  compile: CompileOnce,
  { vocabulary, parts, decoding = GREEDY, decodings, draws, kept = [], math = 'native' }: SampledRows,
): Promise<{ readonly rows: RowResult[]; readonly kept: Float32Array }> {
  const rows = parts[0].length / vocabulary;
  const sizes = { rows, vocabulary, parts: parts.length };
  const keptRows = Math.max(0, ...kept.map((row) => (row ?? -1) + 1));
  const buffers = {
    partials: padColumns(parts, vocabulary),
    draws: drawsOf(rows, (row) => {
      const { request, position } = draws?.[row] ?? { request: 'request', position: row };
      const own = decodings?.[row] ?? decoding;
      return { ...own, request: requestKey(request), position, kept: kept[row] ?? null };
    }),
    slices: new Uint32Array(rows * slicesOf(vocabulary) * SLICE_WORDS).fill(0x7fc00000),
    kept: new Float32Array(Math.max(4, keptRows * vocabulary)).fill(UNTOUCHED),
  } satisfies Record<string, HostData>;
  const first = await compile(sampleSlicesSource(gpu.tuning, math));
  const [slices, logits] = await runOnce(gpu, first, sampleSlicesCall<HostData>(buffers, sizes));
  const second = await compile(sampleMergeSource(gpu.tuning, math));
  const results = new Uint32Array(rows * RESULT_WORDS);
  const [words] = await runOnce(gpu, second, sampleMergeCall<HostData>({ slices, results }, sizes));
  return {
    rows: Array.from({ length: rows }, (_, row) => readRow(words, row, vocabulary)),
    kept: asFloats(logits).subarray(0, keptRows * vocabulary),
  };
}

export const UNTOUCHED = 12345;

function drawsOf(rows: number, drawOf: (row: number) => Draw): Uint32Array<ArrayBuffer> {
  const draws = new Uint32Array(rows * DRAW_WORDS);
  for (let row = 0; row < rows; row++) writeDraw(draws, row, drawOf(row));
  return draws;
}

/** (parts, rows, columns); what lies in the padding belongs to no token. */
function padColumns(parts: readonly Float32Array[], vocabulary: number): Float32Array<ArrayBuffer> {
  const columns = padded(vocabulary);
  const rows = parts[0].length / vocabulary;
  const padding = new Float32Array(parts.length * rows * columns).fill(1e30);
  parts.forEach((values, part) => {
    for (let row = 0; row < rows; row++)
      padding.set(values.subarray(row * vocabulary, (row + 1) * vocabulary), (part * rows + row) * columns);
  });
  return padding;
}

import attentionRows from '../../shaders/attention_rows.wgsl?raw';
import attentionBlocks from '../../shaders/lib/attention_blocks.wgsl?raw';
import attentionSingles from '../../shaders/lib/attention_singles.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import { scoreScale } from '../numerics/attention-plan.ts';
import type { AttentionForm, AttentionHeads, StepKeys } from './attention-form.ts';
import { type Dealing, ITEM_WORDS } from './attention-item.ts';
import { dealItems } from './attention-items.ts';
import { covering, wrapped } from './grid.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

/** Keys at a time. */
const TILE = 64;
/** Queries that an item of several rows has at most, heads counted apart. */
const QUERIES = 16;
/** Bytes of workgroup memory that every device has. */
const WORKGROUP_BYTES = 16_384;
/** Splits rest in so much memory at most while they wait to be merged. */
const RESTING_BYTES = 32 * 2 ** 20;

const KERNELS = ['decode', 'prefill'] as const;
type KernelName = (typeof KERNELS)[number];

/** One of the two kernels of attention_rows.wgsl. */
interface RowsKernel {
  readonly threads: number;
  /** Fours of queries that a workgroup has at most. */
  readonly quads: number;
  readonly text: string;
}

/**
 * For steps of one row a request, a thread to a key and then to four elements of a head; for others blocks of queries by keys. A software
 * adapter, whose loads cost most, has blocks for both.
 */
function kernelsOf(
  heads: AttentionHeads,
  { meetingThreads, largeBlocks }: Tuning,
): Record<KernelName, RowsKernel> {
  const own = covering(heads.heads / heads.kvHeads, 4);
  const most = mostQuads(heads);
  const prefill = {
    threads: Math.min(64, meetingThreads),
    quads: Math.min(Math.max(own, QUERIES / 4), most),
    text: attentionBlocks,
  };
  const decode = { ...prefill, quads: Math.min(own, most) };
  return { prefill, decode: largeBlocks ? decode : { ...decode, text: attentionSingles } };
}

/** What attention_rows.wgsl keeps in workgroup memory for four queries, and for the tile's keys. */
function mostQuads({ headDim }: AttentionHeads): number {
  const values = 2 * 4 * headDim * 4;
  const each = values + (TILE + SLICES + 8) * 16;
  return Math.max(1, Math.floor((WORKGROUP_BYTES - TILE * 4) / each));
}

/** Parts of a tile's keys whose maxima are found side by side. */
const SLICES = 4;

function source(
  name: string,
  { threads, quads, text }: RowsKernel,
  dtypes: KernelDtypes,
  heads: AttentionHeads,
): KernelSource {
  const constants = {
    ...{ HEADS: heads.heads, KV_HEADS: heads.kvHeads, HEAD_DIM: heads.headDim },
    ...{ SCALE: scoreScale(heads), THREADS: threads, QUADS: quads, SLICES },
  };
  // The overrides come first: naga panics where an array whose size it has to compute stands before one that another size needs.
  return withDtypes(`attention_${name}`, dtypes, [lane4, attentionRows, text], constants);
}

/** Rounds that the loops of an invocation take together over so many keys, in splits of so many at most, for four queries. */
function roundsOf(
  keys: number,
  longest: number,
  { headDim }: AttentionHeads,
  { threads }: RowsKernel,
): number {
  const groups = headDim / 4;
  const scored = longest > TILE ? 2 : 1;
  const scores = scored * covering(TILE / 4, threads) * (groups + 1);
  const values = covering(groups, threads) * (TILE / 4 + 1);
  const maxima = covering(SLICES, threads) * (TILE / SLICES + 1);
  const weights = covering(TILE, threads) + SLICES;
  // A split may end before its last tile does.
  const tiles = covering(keys, Math.min(longest, TILE)) + 1;
  return tiles * (scores + values + maxima + weights + 2);
}

/** Attention by rows that share their keys, for heads of whole groups of four elements. */
export function rowsForm(tuning: Tuning): AttentionForm {
  const kernelOf = ({ rows, shared }: StepKeys) =>
    !shared && rows.every(({ slice }, i) => i === 0 || slice !== rows[i - 1].slice) ? 'decode' : 'prefill';
  const dealingOf = (name: KernelName, heads: AttentionHeads): Dealing => {
    const kernel = kernelsOf(heads, tuning)[name];
    const group = heads.heads / heads.kvHeads;
    const quadsOf = (keys: number, longest: number) =>
      Math.min(kernel.quads, Math.floor(tuning.mostRounds / roundsOf(keys, longest, heads, kernel)));
    return {
      rowsOf: (keys, longest) => Math.max(1, Math.floor((4 * quadsOf(keys, longest)) / group)),
      idle: (items) => items * heads.kvHeads < tuning.busyWorkgroups,
      walks: (keys, longest) => quadsOf(keys, longest) >= Math.min(kernel.quads, covering(group, 4)),
    };
  };
  return {
    sources(dtypes, heads) {
      const { decode, prefill } = kernelsOf(heads, tuning);
      const kernels = Object.entries({ decode, prefill });
      return new Map(kernels.map(([name, kernel]) => [name, source(name, kernel, dtypes, heads)]));
    },
    room({ rows, context, splits, longest, cascade = false }, heads) {
      const bound = Math.max(1, Math.floor(RESTING_BYTES / (heads.heads * heads.headDim * 4)));
      const dealings = KERNELS.map((name) => dealingOf(name, heads));
      const walk = (keys: number, split: number) => dealings.every(({ walks }) => walks(keys, split));
      if (!walk(longest, longest)) {
        // Rounds go by whole tiles.
        let fits = Math.floor((longest - 1) / TILE) * TILE;
        while (fits > TILE && !walk(fits, fits)) fits -= TILE;
        throw new RangeError(
          `attention: the loops of this adapter cannot go through a split of ${longest} keys, ${fits} at most`,
        );
      }
      // Splits of shared keys and those of a row's own always meet in memory.
      const places = walk(context, longest) && !cascade ? Math.min(splits, bound) : splits;
      const [x, , z = 1] = wrapped(rows + places);
      return { words: x * z * ITEM_WORDS, places };
    },
    deal(step, { words, places }, heads, tables) {
      const kernel = kernelOf(step);
      const room = { items: words / ITEM_WORDS, places };
      return { kernel, ...dealItems(step, dealingOf(kernel, heads), room, tables) };
    },
    call({ q, k, v, items, blocks, values, stats, y }, dealt, heads) {
      const { quads } = kernelsOf(heads, tuning)[dealt.kernel as KernelName];
      const most = Math.max(1, covering(heads.heads / heads.kvHeads, 4 * quads));
      return {
        inputs: [q, k, v, items, blocks],
        outputs: [values, stats, y],
        workgroups: wrapped(dealt.items, heads.kvHeads * most),
      };
    },
  };
}

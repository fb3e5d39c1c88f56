import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { ModelConfig } from '../model/model-config.ts';
import type { KeyCut } from '../numerics/key-cut.ts';
import type { SharedKeys } from '../steps/shared-keys.ts';
import type { KernelDtypes } from './preludes.ts';

export type AttentionHeads = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim' | 'attentionScale'>;

/** The rows of a step as attention sees them. */
export interface StepKeys {
  /** (rows) the request that a row is of, by its place in the step, and the keys that it sees, from index `from` of its cache on. */
  readonly rows: readonly { readonly slice: number; readonly keys: number; readonly from?: number }[];
  /** (rows) where each row's keys are cut. */
  readonly cuts: readonly KeyCut[];
  /** Where the block table of a request begins. */
  readonly tableAt: (slice: number) => number;
  /** Leading keys that rows of several requests have in the same blocks, and that may be read once for them; none where left out. */
  readonly shared?: SharedKeys | null;
}

/** The largest step of an arm. */
export interface LargestAttention {
  readonly rows: number;
  /** Most keys that a row may see. */
  readonly context: number;
  /** Splits that all rows have together at most. */
  readonly splits: number;
  /** Most keys of a split. */
  readonly longest: number;
  /** Whether rows may have a split of shared keys beside, however many of those there are. */
  readonly cascade?: boolean;
}

/** What a form needs for such steps. */
export interface AttentionRoom {
  /** u32 of the table of items. */
  readonly words: number;
  /** Splits, of a row each, that may rest in memory until they are merged. */
  readonly places: number;
}

/** Tables that a step's work is dealt into, as large as the room that was asked for. */
export interface AttentionTables {
  readonly items: Uint32Array;
  /** (rows) first place and number of splits that the merge reads; none of a row that is done without it. */
  readonly runs: Uint32Array;
}

/** How a step's attention is dealt out to workgroups. */
export interface DealtAttention {
  /** The kernel, as `sources` names it. */
  readonly kernel: string;
  readonly items: number;
  /** u32 of the items' table that were written. */
  readonly words: number;
  /** Places that splits rest in until they are merged. */
  readonly places: number;
  /** Whether any row's splits are left to the merge. */
  readonly merges: boolean;
}

export interface AttentionBuffers<Data> {
  readonly q: Data; // (rows, heads, head_dim)
  readonly k: Data; // (slots, kv_heads, head_dim)
  readonly v: Data; // (slots, kv_heads, head_dim)
  readonly items: Data; // as its kernel reads them
  readonly blocks: Data; // block tables of all requests
  readonly values: Data; // (places, heads, head_dim) f32
  readonly stats: Data; // (places, heads): max, sum
  readonly y: Data; // (rows, heads * head_dim)
}

/** How attention is run: by which kernels, and how the rows of a step are dealt out to their workgroups. */
export interface AttentionForm {
  /** Its kernels, by what `deal` calls them. */
  sources(dtypes: KernelDtypes, heads: AttentionHeads): ReadonlyMap<string, KernelSource>;
  /** Throws RangeError where no such step could be run, saying why. */
  room(largest: LargestAttention, heads: AttentionHeads): AttentionRoom;
  /** Writes the tables of a step. */
  deal(step: StepKeys, room: AttentionRoom, heads: AttentionHeads, tables: AttentionTables): DealtAttention;
  call<Data>(
    buffers: AttentionBuffers<Data>,
    dealt: Pick<DealtAttention, 'kernel' | 'items'>,
    heads: AttentionHeads,
  ): KernelCall<Data>;
}

/** All that `npm run scale` reckons with. Change a figure here and the tables in docs/scale.md follow; a test holds them to each other. */

interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Inputs {
  /** Answers that are measured. */
  readonly answers: number;
  readonly gpus: number;
  readonly study: {
    /** Jobs for each seed; each asks a block of tasks once. */
    readonly jobsASeed: number;
    readonly answersAJob: number;
    /** Of each level of noise: batches that a job's block takes, and answers of a batch that are measured. */
    readonly batches: readonly { readonly ofBlock: number; readonly measured: number }[];
    /** Mean of the longest of so many answers, from one on, in tokens: the steps of a batch that measures so many. */
    readonly longest: readonly number[];
  };
  /** Milliseconds of a decode step. */
  readonly step: Readonly<Record<string, Range>>;
  /** Time under batch-invariant kernels over that under the fastest. */
  readonly invariance: Range;
  readonly folder: {
    readonly resultBytes: number;
    readonly mergedBytes: number;
    /** Milliseconds a job, of a core but for writing, which waits for the disk. */
    readonly write: number;
    readonly read: number;
    readonly merge: number;
    readonly report: number;
    /** Bytes a job beside what the process takes anyway. */
    readonly mergeMemory: number;
    readonly reportMemory: number;
  };
  readonly queue: { readonly bytes: number; readonly addMilliseconds: number };
}

/** 28 layers of 7 dispatches, and 5 beside them, as qwen3-0.6b has (docs/real-size.md). */
const DISPATCHES = 201;

export const INPUTS: Inputs = {
  answers: 1_000_000,
  gpus: 64,
  // Facts of studies/noise-precision-speculation.json and of its results; scale.test.ts counts them anew.
  study: {
    jobsASeed: 750,
    answersAJob: 50,
    batches: [
      { ofBlock: 10, measured: 5 },
      { ofBlock: 13, measured: 4 },
      { ofBlock: 17, measured: 3 },
      { ofBlock: 25, measured: 2 },
      { ofBlock: 50, measured: 1 },
    ],
    longest: [45.5, 72.8, 91.5, 105.0, 115.2],
  },
  step: {
    // Qwen2.5-1.5B-Instruct, bf16, batch 1, one A100 80 GB: 183.33 and 39.68 tokens/s ("Qwen2.5 Speed Benchmark" in Qwen's documentation:
    // vLLM 0.6.3, and Transformers 4.46.0 with Flash Attention 2.5.8). Five rows read the weights once, as one does.
    published: { low: 1000 / 183.33, high: 1000 / 39.68 },
    // Not measured at this size: dispatches at 24 to 36 microseconds each through Dawn on Vulkan (arXiv:2604.02344).
    ours: { low: DISPATCHES * 0.024, high: DISPATCHES * 0.036 },
  },
  // Decode of 1 to 128 rows in the shape of 135 M parameters on an H200, against the fastest set (docs/nvidia-h200.md).
  invariance: { low: 1.12, high: 1.8 },
  // `npm run scale:measure`, 29 November 2026: 10,500 jobs of study 1's shape (merging: 100,500), Node 20.20 on two cores of a shared AMD EPYC.
  folder: {
    resultBytes: 7800,
    mergedBytes: 14_630,
    write: 3.1,
    read: 0.55,
    merge: 1.5,
    report: 1.7,
    mergeMemory: 1_800,
    reportMemory: 97_000,
  },
  // bullmq on Redis 7.0.15, 100,000 waiting jobs with the payload that `sweep run --queue` gives them.
  queue: { bytes: 913, addMilliseconds: 0.28 },
};

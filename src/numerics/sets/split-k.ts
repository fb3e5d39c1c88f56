import { equalRuns } from '../plan.ts';
import { powerOfTwo } from '../power-of-two.ts';
import { quadLanes } from './cuts.ts';
import type { KernelSetRules, MatmulShape, RuleSource } from './rules.ts';
import { variant } from './variant.ts';

/** K in steps of this many terms: 128 bytes of 16-bit elements. */
const BLOCK_K = 64;
/** A part of K has at least as many steps. */
const LEAST_BLOCKS = 4;

const SOURCES: readonly RuleSource[] = [
  {
    title: 'triton_kernels, matmul_details/opt_flags.py and opt_flags_nvidia.py',
    version: 'triton-lang/triton at c90eea8 and c643a78',
    url: 'https://github.com/triton-lang/triton/blob/c90eea859da959419f565c3ec612c46df99ff0fd/python/triton_kernels/triton_kernels/matmul_details/opt_flags.py',
    says: 'Tiles of 16 to 128 rows by M and of 16 to 256 columns by N; K is split multiprocessors / tiles times, into parts of four K blocks at least. Where bitwise invariance is asked for: tiles of 128 rows, no split.',
  },
  {
    title: 'cuBLAS, cublasLtMatmulAlgoGetHeuristic and results reproducibility',
    version: 'CUDA documentation',
    url: 'https://docs.nvidia.com/cuda/cublas/index.html#results-reproducibility',
    says: 'Chooses tile and number of K splits by a heuristic of its own, which is not published; promises equal bits only for equal calls on the same architecture and number of multiprocessors.',
  },
];

/**
 * Split-K by the number of multiprocessors, as Triton's kernels publish it; cuBLAS splits K too, by a heuristic that is closed. The
 * number of parts is as published, for 16-bit elements: `parallelism` stands for the multiprocessors. Norms and attention are those
 * of `variant`.
 */
export const splitK = {
  ...variant,
  name: 'split-k',
  version: 1,
  library: {
    name: 'Split-K as in Triton’s kernels (cuBLAS-like)',
    published: ['matmul'],
    others: variant.name,
    states:
      'A product takes tiles that grow with M, and where they are fewer than the multiprocessors K is split until all are busy.',
    mapped:
      'Multiprocessors are the arm’s parallelism. A part is a chunk: a contiguous run of whole blocks of 64 terms, as equal as that allows, summed in four lanes; parts are added in index order in f32. The tile counts in the rule alone: this lab’s own kernels compute it.',
    leftOut:
      'The kernels for one row, autotuned choices and reduced-precision sums of the parts; which algorithm cuBLAS picks is not known.',
    sources: SOURCES,
  },
  matmul: (shape) => quadLanes(equalRuns(shape.terms, partsOf(shape), BLOCK_K)),
} as const satisfies KernelSetRules;

function partsOf({ rows, terms, columns, parallelism }: MatmulShape): number {
  const tileRows = Math.max(16, Math.min(powerOfTwo(rows), 128));
  const tileColumns = columns > 128 ? 256 : Math.max(16, powerOfTwo(columns));
  const tiles = Math.ceil(rows / tileRows) * Math.ceil(columns / tileColumns);
  const most = Math.floor(Math.ceil(terms / BLOCK_K) / LEAST_BLOCKS);
  return Math.max(1, Math.min(Math.floor(parallelism / tiles), most));
}

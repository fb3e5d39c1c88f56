import fixedChunks from '../../../shaders/learn/fixed_chunks.wgsl?raw';
import rowDot from '../../../shaders/learn/row_dot.wgsl?raw';
import splitK from '../../../shaders/learn/split_k.wgsl?raw';
import type { KernelSource } from '../../gpu/kernel.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import { addNormSource } from '../../kernels/add_norm.ts';
import { attentionSource } from '../../kernels/attention.ts';
import { plainSource } from '../../kernels/matmul-plain.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import type { CaseSetup, Dimensions } from '../cases/setup.ts';

/** A kernel that a visitor may edit, with the shape that it is tested on first. */
export interface EditableKernel {
  readonly id: string;
  readonly title: string;
  /** Where the original lies in the repository. */
  readonly file: string;
  /** Written for learning, one that the engine runs, or what kernels of others are called like (`plain-kernels.ts`). */
  readonly group: 'for learning' | 'of the engine' | 'plain';
  readonly about: string;
  readonly operation: CaseSetup['operation'];
  readonly dimensions: Dimensions;
  /** The original with the preludes that its dtype asks for; the last part is what is edited. */
  readonly source: (dtype: ActivationDtype) => KernelSource;
}

const PRODUCT: Dimensions = { terms: 320, columns: 64 };

/** Kernels for learning hold everything in f32 and need no prelude. */
const learn = (id: string, title: string, file: string, about: string, text: string): EditableKernel => ({
  ...{ id, title, about, group: 'for learning', operation: 'matmul', dimensions: PRODUCT },
  file: `shaders/learn/${file}.wgsl`,
  source: () => ({ label: `learn_${file}`, parts: [text] }),
});

const matmul = (id: string, title: string, about: string, form: 'row' | 'square'): EditableKernel => ({
  ...{ id, title, about, group: 'of the engine', operation: 'matmul', dimensions: PRODUCT },
  file: `shaders/matmul_${form === 'row' ? 'row' : 'tile'}.wgsl`,
  source: (dtype) => plainSource(form, { activations: dtype, weights: dtype }),
});

/** Kernels are shown as they run on a GPU; the bits are the same under any tuning. */
const TUNING = tuningFor(false);

export const EDITABLE_KERNELS: readonly EditableKernel[] = [
  learn('row-dot', 'Row dot product', 'row_dot', 'One thread adds one output, term by term.', rowDot),
  learn('split-k', 'Split-K that follows M', 'split_k', 'Cuts K so that the device stays busy.', splitK),
  learn(
    'fixed-chunks',
    'Chunks of a fixed size',
    'fixed_chunks',
    'Cuts K after every 64 terms: the same order at every M.',
    fixedChunks,
  ),
  matmul('matmul-row', 'matmul, one row', 'The chunks of a plan, one row to a thread.', 'row'),
  matmul('matmul-tile', 'matmul, tiled', 'The same order, four rows by four columns to a thread.', 'square'),
  {
    id: 'add-norm',
    title: 'add and RMSNorm',
    file: 'shaders/add_norm.wgsl',
    group: 'of the engine',
    about: 'Adds a projection to the residual stream and normalises it, one workgroup to a row.',
    operation: 'rmsnorm',
    dimensions: { hidden: 288 },
    source: (dtype) => addNormSource({ activations: dtype }, 64, TUNING),
  },
  {
    id: 'attention',
    title: 'attention, one split',
    file: 'shaders/attention.wgsl',
    group: 'of the engine',
    about: 'One split of a row’s keys; the splits are a table, and another kernel merges them.',
    operation: 'attention',
    dimensions: { heads: 2, kvHeads: 1, headDim: 16, context: 150 },
    source: (dtype) => attentionSource({ activations: dtype }, { heads: 2, kvHeads: 1, headDim: 16 }, TUNING),
  },
];

/** Throws RangeError where there is no such kernel. */
export function editableKernel(id: string): EditableKernel {
  const kernel = EDITABLE_KERNELS.find((each) => each.id === id);
  if (!kernel)
    throw new RangeError(
      `kernel: expected one of ${EDITABLE_KERNELS.map((each) => each.id).join(', ')}, found ${id}`,
    );
  return kernel;
}

/** The text that is edited. */
export function originalText(kernel: EditableKernel, dtype: ActivationDtype): string {
  const { parts } = kernel.source(dtype);
  return parts[parts.length - 1];
}

/** What stands before it: preludes that say how its dtype is stored, and pieces that kernels share. */
export function preludeText(kernel: EditableKernel, dtype: ActivationDtype): string {
  return kernel.source(dtype).parts.slice(0, -1).join('\n');
}

/** Only a kernel of the engine has more than f32. */
export function kernelDtype(kernel: EditableKernel, dtype: ActivationDtype): ActivationDtype {
  return kernel.group === 'of the engine' ? dtype : 'f32';
}

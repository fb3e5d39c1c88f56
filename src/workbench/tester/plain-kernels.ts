import rowDot from '../../../shaders/learn/row_dot.wgsl?raw';
import attention from '../../../shaders/plain/attention.wgsl?raw';
import rmsnorm from '../../../shaders/plain/rmsnorm.wgsl?raw';
import type { Operation } from '../../numerics/operations.ts';
import type { Dimensions } from '../cases/setup.ts';
import { EDITABLE_KERNELS, type EditableKernel, editableKernel } from './editable-kernels.ts';

const plain = (operation: Operation, file: string, text: string, dimensions: Dimensions): EditableKernel => ({
  id: `plain-${operation}`,
  title: `plain ${operation}`,
  file: `shaders/${file}.wgsl`,
  group: 'plain',
  about: 'Everything in f32 as it stands, one dispatch: the buffers of the operation and no others.',
  ...{ operation, dimensions },
  source: () => ({ label: `plain_${operation}`, parts: [text] }),
});

/** What kernels of others are called like: the text of each says what it binds and how it is dispatched. */
const PLAIN_KERNELS: readonly EditableKernel[] = [
  plain('matmul', 'learn/row_dot', rowDot, { terms: 320, columns: 64 }),
  plain('rmsnorm', 'plain/rmsnorm', rmsnorm, { hidden: 288 }),
  plain('attention', 'plain/attention', attention, { heads: 2, kvHeads: 1, headDim: 16, context: 150 }),
];

/** By the word for it: an operation plainly, or `lab:` and one of the engine's own kernels, as an experiment carries those. */
const LIKE = new Map<string, EditableKernel>([
  ...PLAIN_KERNELS.map((kernel) => [kernel.operation, kernel] as const),
  ...EDITABLE_KERNELS.filter(({ group }) => group === 'of the engine').map(
    (kernel) => [`lab:${kernel.id}`, kernel] as const,
  ),
]);

export const LIKES: readonly string[] = [...LIKE.keys()];

/** The kernel in whose place one is tested that is said to be like it. Throws RangeError. */
export function kernelLike(word: string): EditableKernel {
  const kernel = LIKE.get(word);
  if (!kernel)
    throw new RangeError(`like: expected one of ${LIKES.join(', ')}, found ${JSON.stringify(word)}`);
  return kernel;
}

/** An editable kernel or a plain one, by its id. Throws RangeError where there is none. */
export function testedKernel(id: string): EditableKernel {
  return PLAIN_KERNELS.find((each) => each.id === id) ?? editableKernel(id);
}

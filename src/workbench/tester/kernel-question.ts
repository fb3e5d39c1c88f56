import { ACTIVATION_DTYPES, type ActivationDtype } from '../../numerics/dtypes.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { Tile } from '../cases/plain-cases.ts';
import { type Dimensions, dimensionsProblem, INITIAL_SETUP, oneOf, WORKBENCH_SETS } from '../cases/setup.ts';
import { kernelDtype } from './editable-kernels.ts';
import { kernelLike } from './plain-kernels.ts';
import { readSizes, readTile, usualSizes } from './read-sizes.ts';
import type { TestRequest } from './verdict.ts';

/** What is asked of a text. */
export interface KernelQuestion {
  /** The WGSL; its entry point is `main`. */
  readonly text: string;
  /** One of `LIKES`: `matmul`, `rmsnorm` and `attention` are called plainly, in f32; `lab:...` as the engine calls its own. */
  readonly like: string;
  /** Sizes as `readSizes` takes them, or by name; left out: small ones, one of which no tile divides. */
  readonly sizes?: string | readonly Dimensions[] | undefined;
  /** What a workgroup of a plain product computes, `ROWSxCOLUMNS`; left out: `1x64`. */
  readonly tile?: string | Tile | undefined;
  /** Of `lab:...` alone: whose plans it is given (default `invariant`), and its dtype (default `bf16`). */
  readonly set?: string | undefined;
  readonly dtype?: string | undefined;
}

/** A test for each size. Throws RangeError naming what of the question is wrong. */
export function kernelRequests({ text, like, sizes, tile, set, dtype }: KernelQuestion): TestRequest[] {
  const kernel = kernelLike(like);
  const { id, operation, group, dimensions: first } = kernel;
  for (const [name, value] of Object.entries({ set, dtype }))
    if (group === 'plain' && value !== undefined)
      throw new RangeError(`${name}: expected a kernel like lab:…, found one that is called plainly, in f32`);
  if (tile !== undefined && !(group === 'plain' && operation === 'matmul'))
    throw new RangeError('tile: expected a kernel like matmul: of no other is it asked');
  const held: ActivationDtype = oneOf('dtype', ACTIVATION_DTYPES, dtype ?? 'bf16');
  const plans: KernelSet = oneOf('set', WORKBENCH_SETS, set ?? 'invariant');
  const chosen = sizes === undefined ? usualSizes(operation, first) : sizesOf(operation, sizes);
  return chosen.map((dimensions) => ({
    kernel: id,
    text,
    setup: {
      ...INITIAL_SETUP,
      ...{ operation, dimensions, set: plans, dtype: kernelDtype(kernel, held) },
    },
    ...(tile !== undefined && { tile: typeof tile === 'string' ? readTile(tile) : tile }),
  }));
}

function sizesOf(operation: TestRequest['setup']['operation'], sizes: string | readonly Dimensions[]) {
  if (typeof sizes === 'string') return readSizes(operation, sizes);
  for (const each of sizes) {
    const problem = dimensionsProblem(operation, each);
    if (problem) throw new RangeError(`sizes: ${problem}`);
  }
  return sizes;
}

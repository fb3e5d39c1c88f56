import { DTYPE_BLOCK, isPlain } from '../checkpoint.ts';
import { NonFiniteScan } from '../non-finite.ts';
import type { Scanned } from '../weight-file.ts';
import { BlockScan } from './block-scan.ts';
import { isWidened, WIDENED_BLOCK } from './ggml-types.ts';
import type { GgufHeader, GgufTensor } from './header.ts';

/** What looks for values that are not finite in each tensor, in the order of the file. */
export function scansOf({ tensors }: GgufHeader): Scanned[] {
  return tensors
    .toSorted((a, b) => a.begin - b.begin)
    .map(({ name, type, shape, begin, end }) => ({
      begin,
      end,
      scan: scanOf({ name, type, shape, begin, end }),
    }));
}

function scanOf(tensor: GgufTensor): NonFiniteScan | BlockScan {
  const { name, type, shape } = tensor;
  if (isWidened(type)) return new BlockScan({ ...tensor, type }, WIDENED_BLOCK[type]);
  if (isPlain(type)) return new NonFiniteScan({ name, dtype: type, shape });
  return new BlockScan({ ...tensor, type }, DTYPE_BLOCK[type]);
}

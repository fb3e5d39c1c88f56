import { gpu, type Mutant, unit } from './mutant.ts';

const CPU = 'src/engines/dynamic-widths.test.ts';
const DEVICE = 'src/engines/webgpu/dynamic-widths.gpu.test.ts';
const RULES = 'src/lab/widths/thresholds.test.ts';

/** Faults in who reads which of two widths. */
export const WIDTH_MUTANTS: readonly Mutant[] = [
  unit(
    'src/steps/dynamic-widths.ts',
    'rows choose together',
    "if (per !== 'batch')",
    "if (per === 'static')",
    CPU,
  ),
  unit(
    'src/engines/cpu/dynamic-products.ts',
    'every row has the first one’s width',
    'high[i] ? matrix',
    'high[0] ? matrix',
    CPU,
  ),
  unit(
    'src/lab/widths/thresholds.ts',
    'estimates are not squared',
    'fits[i].slope * x * x',
    'fits[i].slope * x',
    RULES,
  ),
  unit(
    'src/lab/widths/thresholds.ts',
    'what is settled is the other way round',
    'if (base >= level) return 0;',
    'if (base < level) return 0;',
    RULES,
  ),
  gpu(
    'shaders/estimate_error.wgsl',
    'magnitudes are cut to 16 bits',
    'max(bits, 24u) - 24u',
    'max(bits, 16u) - 16u',
    DEVICE,
  ),
  gpu('shaders/select_width.wgsl', 'rows go by the first one', 'estimates[row]', 'estimates[0]', DEVICE),
];

import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { PORTABLE } from '../../numerics/portable/constants.ts';
import { kept } from '../../numerics/portable/portable-math.ts';
import { roundTo } from '../../numerics/rounding.ts';
import type { CertifiedWeights } from '../../results/certificate-cell.ts';

const { LEAST } = PORTABLE;

/** Weights that are too small for an operand, subnormals among them, and such that are just large enough. */
const WEIGHTS = [2 ** -130, -(2 ** -60), LEAST, -LEAST / 2, 2 ** -100, -0, -LEAST, 1, 2 ** -149] as const;
/** Activations as a step stores them: none between zero and the least operand. */
const ROW = [LEAST, -LEAST, 2 ** -24, -(2 ** 12), 1, 0, -(2 ** -40)] as const;
/** One chunk, in whole blocks. */
const TERMS = 320;

/** (columns, terms): columns of each weight alone, whose sums are zero unless small ones count, and columns of all in turn; as the format holds them. */
export function edgeWeights(columns: number, format: CertifiedWeights): Float32Array<ArrayBuffer> {
  const w = Float32Array.from({ length: columns * TERMS }, (_, i) => {
    const [column, term] = [Math.floor(i / TERMS), i % TERMS];
    return WEIGHTS[(column + (column < WEIGHTS.length ? 0 : term)) % WEIGHTS.length];
  });
  const bytes = new Uint8Array(w.buffer);
  return WEIGHT_FORMATS[format].values({ name: 'w', dtype: 'F32', shape: [columns, TERMS], bytes });
}

/** (terms) */
export function edgeRow(terms: number, activations: ActivationDtype): Float32Array<ArrayBuffer> {
  const round = roundTo(activations);
  const stored = (x: number) => (activations === 'f16' ? round(x) : kept(round(x)));
  return Float32Array.from({ length: terms }, (_, i) => stored(ROW[i % ROW.length]));
}

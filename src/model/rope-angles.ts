import type { ModelConfig } from './config.ts';

/** (positions, headDim / 2) pairs of cos and sin in f64; rounded to f32 they are what a kernel reads. */
export function ropeAngles(
  { headDim, ropeTheta }: Pick<ModelConfig, 'headDim' | 'ropeTheta'>,
  positions: number,
): Float64Array {
  const half = headDim / 2;
  const table = new Float64Array(positions * half * 2);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * ropeTheta ** ((-2 * i) / headDim);
      table[(position * half + i) * 2] = Math.cos(angle);
      table[(position * half + i) * 2 + 1] = Math.sin(angle);
    }
  }
  return table;
}

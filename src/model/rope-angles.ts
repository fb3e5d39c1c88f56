import { type Turn, turnBy } from '../numerics/portable/f64/circle.ts';
import { power } from '../numerics/portable/f64/power.ts';
import { layerAttention, type ModelConfig, type Rope, type RopeScaling } from './model-config.ts';

/** The angles that layers of a model turn by: each distinct rule once, null where nothing is turned; in order of the first layer of each. */
export function ropesOf(config: ModelConfig): (Rope | null)[] {
  return ropeKinds(config).map((kind) => {
    if (kind === 'none') return null;
    return kind === 'local' ? config.localRope! : mainRope(config);
  });
}

/** Which of `ropesOf` a layer turns by. */
export function ropeIndex(config: ModelConfig, layer: number): number {
  return ropeKinds(config).indexOf(layerAttention(config, layer).rope);
}

/**
 * (positions, headDim / 2) pairs of cos and sin in f64; rounded to f32 they are what a kernel reads. Where nothing is turned, of an angle
 * of 0: a product with 1 and a sum with 0 change no value. They are the same in every JavaScript, whose Math.pow, Math.cos and Math.sin differ:
 * a frequency is the f64 nearest to the base's power, an angle its product with the position in f64.
 */
export function ropeAngles(rope: Rope | null, headDim: number, positions: number): Float64Array {
  const half = headDim / 2;
  const frequencies = rope ? ropeFrequencies(rope, headDim) : new Float64Array(half);
  const magnitude = rope?.scaling?.kind === 'longrope' ? rope.scaling.magnitude : 1;
  const table = new Float64Array(positions * half * 2);
  const turn: Turn = { cos: 1, sin: 0 };
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      turnBy(position * frequencies[i], turn);
      table[(position * half + i) * 2] = turn.cos * magnitude;
      table[(position * half + i) * 2 + 1] = turn.sin * magnitude;
    }
  }
  return table;
}

/** All of `ropesOf`, one table after the other: (rules, positions, headDim / 2, 2). */
export function allRopeAngles(config: ModelConfig, positions: number): Float64Array {
  const tables = ropesOf(config).map((rope) => ropeAngles(rope, config.headDim, positions));
  if (tables.length === 1) return tables[0];
  const all = new Float64Array(tables.length * tables[0].length);
  tables.forEach((table, i) => {
    all.set(table, i * table.length);
  });
  return all;
}

/** By what the main frequencies are divided, pair by pair (head_dim / 2). */
export function ropeDivisors({ ropeTheta: theta, ropeScaling, headDim }: ModelConfig): Float64Array {
  const plain = ropeFrequencies({ theta }, headDim);
  const scaled = ropeFrequencies(
    mainRope({ ropeTheta: theta, ...(ropeScaling && { ropeScaling }) }),
    headDim,
  );
  return plain.map((frequency, i) => frequency / scaled[i]);
}

function ropeKinds(config: ModelConfig): ('main' | 'local' | 'none')[] {
  const kinds = Array.from({ length: config.layers }, (_, layer) => layerAttention(config, layer).rope);
  return [...new Set(kinds)];
}

function mainRope({
  ropeTheta: theta,
  ropeScaling: scaling,
}: Pick<ModelConfig, 'ropeTheta' | 'ropeScaling'>): Rope {
  return scaling ? { theta, scaling } : { theta };
}

/** (head_dim / 2) radians a position. */
function ropeFrequencies({ theta, scaling }: Rope, headDim: number): Float64Array {
  return Float64Array.from({ length: headDim / 2 }, (_, i) => {
    const frequency = power(theta, (-2 * i) / headDim);
    return scaling ? scaled(frequency, i, scaling) : frequency;
  });
}

function scaled(frequency: number, i: number, scaling: RopeScaling): number {
  switch (scaling.kind) {
    case 'linear':
      return frequency / scaling.factor;
    case 'longrope':
      return frequency / scaling.divisors[i];
    case 'llama3': {
      const { factor, lowFrequency, highFrequency, originalPositions } = scaling;
      const turns = (originalPositions * frequency) / (2 * Math.PI);
      if (turns < lowFrequency) return frequency / factor;
      if (turns > highFrequency) return frequency;
      const share = (turns - lowFrequency) / (highFrequency - lowFrequency);
      return ((1 - share) * frequency) / factor + share * frequency;
    }
  }
}

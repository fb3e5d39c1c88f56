import { expect, test } from 'vitest';
import type { Rope } from './model-config.ts';
import { ropeAngles } from './rope-angles.ts';
import { hashBytes } from './testing/synthetic.ts';

const LLAMA_3 = {
  kind: 'llama3',
  ...{ factor: 32, lowFrequency: 1, highFrequency: 4, originalPositions: 8192 },
} as const;
const LONG = { kind: 'longrope', divisors: [1, 1.5, 4], magnitude: 1.2 } as const;

/** Of tables in f32, in which kernels and links have them: whatever computes them has these bits. */
const TABLES: readonly (readonly [
  name: string,
  rope: Rope,
  headDim: number,
  positions: number,
  hash: string,
])[] = [
  [
    'nano',
    { theta: 10_000 },
    32,
    512,
    'sha256:4ec90e4d9b2d5c3e99ee3b496aabb0e415e12f6ebe2aff747ae7c64dae00bacb',
  ],
  [
    'smollm2-135m',
    { theta: 100_000 },
    64,
    8192,
    'sha256:acfd5616e5ead8af3b4370d50c38decbf3e36b3f7f588b61ddffd3a0727913f1',
  ],
  [
    'llama-3.2-1b',
    { theta: 500_000, scaling: LLAMA_3 },
    64,
    8192,
    'sha256:3fccb7d64aa16fb194298dcf28beace4a5bdb2f746af6598a3a472c56c791e23',
  ],
  [
    'qwen3-0.6b',
    { theta: 1_000_000 },
    128,
    4096,
    'sha256:6506afdb28e08531bbb5eae79eb9e4de87b1bcd4cb927e542fbc4308a95a2002',
  ],
  [
    'an odd one',
    { theta: 10_000, scaling: LONG },
    6,
    700,
    'sha256:d39a3c5d924c78e1211fcec6367d12ef1478db59ce62841a3211c09728fa7b7e',
  ],
];

test.each(TABLES)(
  'the angles of %s have the bits that they have everywhere',
  (_, rope, headDim, positions, hash) => {
    const table = Float32Array.from(ropeAngles(rope, headDim, positions));
    expect(hashBytes(new Uint8Array(table.buffer))).toBe(hash);
  },
);

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoredDtype } from '../checkpoint.ts';
import { blockBytes, blocksOf } from '../quantise.ts';
import { widenTensor } from '../widen.ts';
import { isWidened, WIDENED_BLOCK, type WidenedType } from './ggml-types.ts';
import { widenBlocks } from './widen-blocks.ts';

/** Made by ggml's own functions: training/gguf/blocks.py. */
const FIXTURES = JSON.parse(readFileSync(new URL('testing/ggml-blocks.json', import.meta.url), 'utf8')) as {
  readonly values: string;
  readonly types: Readonly<Record<string, { readonly blocks: string; readonly widened: string }>>;
};

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
const bitsOf = (values: Float32Array) => [...new Uint32Array(values.buffer)];
const expectedBits = (name: string) => [...new Uint32Array(bytesOf(FIXTURES.types[name].widened).buffer)];

describe('blocks that ggml quantised', () => {
  it.each(Object.keys(WIDENED_BLOCK) as WidenedType[])(
    '%s becomes the f32 that ggml makes of it, to the bit',
    (type) => {
      expect(bitsOf(widenBlocks(bytesOf(FIXTURES.types[type].blocks), type))).toEqual(expectedBits(type));
    },
  );

  it.each(['Q8_0', 'Q4_0'] as const)('%s too, and its blocks are quantised alike', (dtype: StoredDtype) => {
    const bytes = bytesOf(FIXTURES.types[dtype].blocks);
    const shape = [2, 256];
    expect(bitsOf(widenTensor({ name: 'w', dtype, shape, bytes }))).toEqual(expectedBits(dtype));
    const values = { name: 'w', dtype: 'F32', shape, bytes: bytesOf(FIXTURES.values) } as const;
    expect(blockBytes(blocksOf(values, dtype as 'Q8_0' | 'Q4_0'))).toEqual(bytes);
  });

  it('are of all types that are known', () => {
    expect(Object.keys(FIXTURES.types).filter(isWidened).sort()).toEqual(Object.keys(WIDENED_BLOCK).sort());
  });
});

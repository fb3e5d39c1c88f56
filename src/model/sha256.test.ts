import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSha256 } from './sha256.ts';
import { wasmHasher } from './wasm-hasher.ts';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function hashed(bytes: Uint8Array, piece = Math.max(1, bytes.length)): Promise<string> {
  const hasher = (await openSha256())!;
  for (let at = 0; at < bytes.length; at += piece) hasher.update(bytes.subarray(at, at + piece));
  return hasher.end();
}

afterEach(() => vi.restoreAllMocks());

describe('SHA-256 by WebAssembly', () => {
  it("is node:crypto's of every length around a block, two of them and what is taken at once", async () => {
    const bytes = Uint8Array.from({ length: 3 * 16_384 + 200 }, (_, i) => (i * 167 + (i >> 8)) % 256);
    const edges = [0, 16_384, 3 * 16_384].flatMap((edge) => Array.from({ length: 140 }, (_, i) => edge + i));
    for (const length of edges)
      expect(await hashed(bytes.subarray(0, length)), `${length} bytes`).toBe(
        expected(bytes.subarray(0, length)),
      );
  });

  it('is the same wherever pieces end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 40_000, size: 'max' }),
        fc.integer({ min: 1, max: 20_000 }),
        async (bytes, piece) => {
          expect(await hashed(bytes, piece)).toBe(expected(bytes));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('two at a time share nothing', async () => {
    const [one, two] = [(await openSha256())!, (await openSha256())!];
    one.update(Uint8Array.of(1));
    two.update(Uint8Array.of(2));
    one.update(Uint8Array.of(3));
    expect(one.end()).toBe(expected(Uint8Array.of(1, 3)));
    expect(two.end()).toBe(expected(Uint8Array.of(2)));
  });

  it('is what a hasher takes, and a library where WebAssembly lacks SIMD', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    const taken = async () => {
      const hasher = await wasmHasher('sha256');
      hasher.update(bytes);
      return hasher.end();
    };
    const validate = vi.spyOn(WebAssembly, 'validate');
    expect(await taken()).toBe(expected(bytes));
    expect(validate).toHaveReturnedWith(true);
    validate.mockReturnValue(false);
    expect(await openSha256()).toBeNull();
    expect(await taken()).toBe(expected(bytes));
  });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f32FromBits } from '../numerics/bits.ts';
import { createFingerprint } from './fingerprint.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const positions = fc.array(fc.tuple(u32, fc.array(u32, { maxLength: 40 })), { maxLength: 12 });

/** Logits held as raw bits, so that every NaN and both zeros occur. */
const logitsFrom = (bits: readonly number[]) => new Float32Array(Uint32Array.from(bits).buffer);

function reference(entries: readonly (readonly [number, readonly number[]])[]): string {
  const hash = createHash('sha256');
  for (const [token, bits] of entries) {
    const bytes = Buffer.alloc(4 * (1 + bits.length));
    [token, ...bits].forEach((word, index) => {
      bytes.writeUInt32LE(word, index * 4);
    });
    hash.update(bytes);
  }
  return hash.digest('hex');
}

describe('createFingerprint', () => {
  it('is SHA-256 over the documented bytes', () => {
    fc.assert(
      fc.property(positions, (entries) => {
        const fingerprint = createFingerprint();
        for (const [token, bits] of entries) fingerprint.add(token, logitsFrom(bits));
        expect(fingerprint.hex()).toBe(reference(entries));
      }),
    );
  });

  it('may be read between positions', () => {
    const read = createFingerprint();
    read.add(1, Float32Array.of(0.5));
    expect(read.hex()).toBe(read.hex());
    read.add(2, Float32Array.of(0.25));
    const unread = createFingerprint();
    unread.add(1, Float32Array.of(0.5));
    unread.add(2, Float32Array.of(0.25));
    expect(read.hex()).toBe(unread.hex());
  });

  it('hashes a view, not the memory around it', () => {
    const whole = Float32Array.of(9, 1, 2, 9);
    const [view, copy] = [createFingerprint(), createFingerprint()];
    view.add(3, whole.subarray(1, 3));
    copy.add(3, Float32Array.of(1, 2));
    expect(view.hex()).toBe(copy.hex());
  });

  it('tells apart what arithmetic calls equal, and a single bit', () => {
    const of = (token: number, logit: number) => {
      const fingerprint = createFingerprint();
      fingerprint.add(token, Float32Array.of(1, logit));
      return fingerprint.hex();
    };
    expect(of(0, -0)).not.toBe(of(0, 0));
    expect(of(0, 1)).not.toBe(of(0, f32FromBits(0x3f80_0001)));
    expect(of(0, 1)).not.toBe(of(1, 1));
  });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { f32FromBits } from '../numerics/bits.ts';
import { digestOf } from '../numerics/digest.ts';
import { createFingerprint, createWholeFingerprint, sameFingerprint } from './fingerprint.ts';

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
  it('is SHA-256 over each token and the four words of its digest', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(u32, fc.tuple(u32, u32, u32, u32)), { maxLength: 12 }), (entries) => {
        const fingerprint = createFingerprint();
        for (const [token, words] of entries) fingerprint.add(token, Uint32Array.from(words));
        expect(fingerprint.text()).toBe(`2:${reference(entries)}`);
      }),
    );
  });

  // Computed once by a program in another language, from the text of the contract: tokens 7 and 300, and 1,024 words of logits each.
  it('of two positions is known', () => {
    let word = 1;
    const logits = () =>
      logitsFrom(
        Array.from({ length: 1024 }, () => {
          word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
          return word;
        }),
      );
    const fingerprint = createFingerprint();
    for (const token of [7, 300]) fingerprint.add(token, digestOf(logits()));
    expect(fingerprint.text()).toBe('2:026c1cb6a47834ce351b98a5c2891880ed24446ad068283e0d891b8424e1c710');
  });

  it('may be read between positions', () => {
    const [read, unread] = [createFingerprint(), createFingerprint()];
    for (const fingerprint of [read, unread]) fingerprint.add(1, Uint32Array.of(1, 2, 3, 4));
    expect(read.text()).toBe(read.text());
    for (const fingerprint of [read, unread]) fingerprint.add(2, Uint32Array.of(5, 6, 7, 8));
    expect(read.text()).toBe(unread.text());
  });
});

describe('createWholeFingerprint', () => {
  it('is SHA-256 over the documented bytes', () => {
    fc.assert(
      fc.property(positions, (entries) => {
        const fingerprint = createWholeFingerprint();
        for (const [token, bits] of entries) fingerprint.add(token, logitsFrom(bits));
        expect(fingerprint.text()).toBe(reference(entries));
      }),
    );
  });

  it('may be read between positions', () => {
    const read = createWholeFingerprint();
    read.add(1, Float32Array.of(0.5));
    expect(read.text()).toBe(read.text());
    read.add(2, Float32Array.of(0.25));
    const unread = createWholeFingerprint();
    unread.add(1, Float32Array.of(0.5));
    unread.add(2, Float32Array.of(0.25));
    expect(read.text()).toBe(unread.text());
  });

  it('hashes a view, not the memory around it', () => {
    const whole = Float32Array.of(9, 1, 2, 9);
    const [view, copy] = [createWholeFingerprint(), createWholeFingerprint()];
    view.add(3, whole.subarray(1, 3));
    copy.add(3, Float32Array.of(1, 2));
    expect(view.text()).toBe(copy.text());
  });

  it('tells apart what arithmetic calls equal, and a single bit', () => {
    const of = (token: number, logit: number) => {
      const fingerprint = createWholeFingerprint();
      fingerprint.add(token, Float32Array.of(1, logit));
      return fingerprint.text();
    };
    expect(of(0, -0)).not.toBe(of(0, 0));
    expect(of(0, 1)).not.toBe(of(0, f32FromBits(0x3f80_0001)));
    expect(of(0, 1)).not.toBe(of(1, 1));
  });
});

describe('sameFingerprint', () => {
  const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
  it.each<
    [string, Parameters<typeof sameFingerprint>[0], Parameters<typeof sameFingerprint>[0], boolean | null]
  >([
    ['of one version by their text', { fingerprint: `2:${one}` }, { fingerprint: `2:${one}` }, true],
    ['of one version by their text', { fingerprint: one }, { fingerprint: other }, false],
    ['nothing of two versions', { fingerprint: one }, { fingerprint: `2:${one}` }, null],
    [
      'the first where it stands beside the second',
      { fingerprint: `2:${other}`, fingerprint1: one },
      { fingerprint: one },
      true,
    ],
    [
      'the first where it stands beside the second',
      { fingerprint: `2:${one}`, fingerprint1: other },
      { fingerprint: one },
      false,
    ],
    [
      'the second first, where both have it',
      { fingerprint: `2:${one}`, fingerprint1: one },
      { fingerprint: `2:${other}`, fingerprint1: one },
      false,
    ],
  ])('%s', (_, a, b, same) => {
    expect([sameFingerprint(a, b), sameFingerprint(b, a)]).toEqual([same, same]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateNoise } from './noise.ts';
import { NOISE_KINDS } from './schema.ts';

/** A token for each UTF-8 byte. */
const bytes = (text: string) => [...new TextEncoder().encode(text)];
/** A token for each word or mark: few tokens for much text. */
const words = (text: string) => (text.match(/\s*(\w+|[^\w\s]+)/g) ?? []).map((word) => word.length);

const spec = fc.record({
  kind: fc.constantFrom(...NOISE_KINDS),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  tokens: fc.integer({ min: 1, max: 600 }),
});

/** 200 texts of one kind, long enough to hold several pieces. */
const texts = (kind: (typeof NOISE_KINDS)[number]) =>
  Array.from({ length: 200 }, (_, seed) => generateNoise({ kind, seed, tokens: 300 }, bytes).text);

describe('generateNoise', () => {
  it.each([
    ['byte', bytes],
    ['word', words],
  ])('gives exactly the tokens asked for, with a %s encoder', (_name, encode) => {
    fc.assert(
      fc.property(spec, (noise) => {
        const { text, tokens } = generateNoise(noise, encode);
        expect(tokens).toHaveLength(noise.tokens);
        expect(tokens).toEqual(encode(text).slice(0, noise.tokens));
      }),
    );
  });

  it('gives every length from 1 to 600', () => {
    for (let tokens = 1; tokens <= 600; tokens++) {
      expect(generateNoise({ kind: 'spam', seed: tokens, tokens }, bytes).tokens).toHaveLength(tokens);
    }
  });

  it('repeats itself for the same spec, and extends itself when more tokens are asked for', () => {
    fc.assert(
      fc.property(spec, (noise) => {
        const once = generateNoise(noise, bytes);
        expect(generateNoise(noise, bytes)).toEqual(once);
        const longer = generateNoise({ ...noise, tokens: noise.tokens + 50 }, bytes);
        expect(longer.tokens.slice(0, noise.tokens)).toEqual(once.tokens);
      }),
    );
  });

  it.each(NOISE_KINDS)('varies %s with the seed', (kind) => {
    expect(new Set(texts(kind)).size).toBe(200);
  });

  it('refuses an encoder that gives no tokens instead of running on', () => {
    expect(() => generateNoise({ kind: 'vague', seed: 1, tokens: 4 }, () => [])).toThrow(
      /noise vague: expected 4 tokens, the encoder gives 0/,
    );
  });
});

describe('the kinds', () => {
  const shareMatching = (kind: (typeof NOISE_KINDS)[number], mark: RegExp) =>
    texts(kind).filter((text) => mark.test(text)).length / 200;

  it('has its own character in each', () => {
    expect(shareMatching('code-and-logs', /[{}();=[\]]|ERROR|WARN|HTTP/)).toBeGreaterThan(0.99);
    expect(shareMatching('spam', /free|win|click|\$|http|www|now/i)).toBeGreaterThan(0.99);
    expect(
      shareMatching('instruction-override', /ignore|disregard|forget|overrid|bypass|system|pretend|sudo/i),
    ).toBeGreaterThan(0.99);
  });

  it('keeps vague lines short and free of detail', () => {
    const lines = texts('vague').join('\n').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
    expect(lines.filter((line) => /\d|http|[{}]/.test(line))).toEqual([]);
  });

  it('keeps random characters free of English', () => {
    const found =
      texts('random-characters')
        .join(' ')
        .match(/\b(the|and|you|your|with|please|error|this)\b/gi) ?? [];
    expect(found.length).toBeLessThan(5);
  });

  it('gives text that survives UTF-8: no half of a surrogate pair', () => {
    for (const text of texts('random-characters')) {
      expect(new TextDecoder().decode(new TextEncoder().encode(text))).toBe(text);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CrowdRequest } from '../crowd.ts';
import { NOISE_KINDS } from '../roles.ts';
import { crowdPrompt } from './crowd-prompt.ts';

const BOS = 1;
/** A token is a character, so that a prompt can be read. */
const encode = (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!);
const writer = { encode, bos: [BOS] };
const text = (tokens: readonly number[]) => String.fromCodePoint(...tokens);

const request = (fields: Partial<CrowdRequest>): CrowdRequest => ({
  ...{ id: 'crowd-1', role: 'clean', kind: null, tier: 0, seed: 5, at: 0, prefix: [], turn: null },
  ...{ promptTokens: 40, outputTokens: 4 },
  ...fields,
});

describe('prompts of a crowd', () => {
  it('have exactly the length that was drawn, bos included', () => {
    const parts = fc.array(
      fc.record({ name: fc.constantFrom('a', 'b'), tokens: fc.integer({ min: 1, max: 40 }) }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.option(fc.constantFrom(...NOISE_KINDS)),
        parts,
        fc.nat(),
        (promptTokens, kind, prefix, seed) => {
          const tokens = crowdPrompt(request({ promptTokens, kind, prefix, seed }), writer);
          expect(tokens).toHaveLength(promptTokens);
          expect(tokens[0]).toBe(BOS);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that are no noise end in a whole question', () => {
    const whole = /\n(What is \d\d \+ \d\d\?|(Sort|Reverse|Largest|Count \w):( \w+)+)\n$/;
    for (const seed of [1, 2, 3, 4])
      expect(text(crowdPrompt(request({ seed, promptTokens: 90 }), writer))).toMatch(whole);
  });

  it('share what has one name, and nothing else', () => {
    const prefix = [{ name: 'system', tokens: 25 }];
    const [a, b] = [1, 2].map((seed) =>
      crowdPrompt(request({ seed, kind: 'spam', prefix, promptTokens: 60 }), writer),
    );
    expect(a.slice(0, 26)).toEqual(b.slice(0, 26));
    expect(a.slice(26)).not.toEqual(b.slice(26));
    const other = crowdPrompt(request({ prefix: [{ name: 'other', tokens: 25 }], promptTokens: 60 }), writer);
    expect(other.slice(0, 26)).not.toEqual(a.slice(0, 26));
    // A shorter one of the name is the beginning of the longer.
    const short = crowdPrompt(
      request({ prefix: [{ name: 'system', tokens: 10 }], promptTokens: 12 }),
      writer,
    );
    expect(short.slice(0, 11)).toEqual(a.slice(0, 11));
  });

  it('are refused where an encoder gives nothing', () => {
    expect(() => crowdPrompt(request({}), { ...writer, encode: () => [] })).toThrow(RangeError);
  });
});

import { describe, expect, test } from 'vitest';
import { crowdSchema } from '../../experiment/crowd-schema.ts';
import { idModel } from '../testing/fake-engine.ts';
import { resolveCrowd } from './crowd-source.ts';

const model = idModel();
const { vocabSize, maxPositions } = model.checkpoint.config;
const short = { prompt: { kind: 'uniform', least: 2, most: 9 }, output: { kind: 'fixed', tokens: 3 } };

const at = (ms: number) => ({ step: 0, ms });

const crowd = (arrivals: object, fields: object = short) => crowdSchema.parse({ arrivals, ...fields });

describe('a crowd under load', () => {
  test('comes in its order, each once, with prompts of the lengths drawn', () => {
    const { source, bounds, words } = resolveCrowd(crowd({ kind: 'poisson', perSecond: 2 }), model);
    const each = source();
    expect(words).toBeNull();
    const taken = [0, 1000, 30_000, 30_000, 60_000].map((ms) => each.take(at(ms)));
    expect(taken[3]).toEqual([]);
    const all = taken.flat();
    expect(all).toHaveLength(each.expected!);
    expect(bounds).toEqual({ most: all.length, positions: 9 + 3 - 1 });
    expect(each.next()).toBeNull();
    expect(all.map(({ arrived }) => arrived)).toEqual(
      all.map(({ arrived }) => arrived).toSorted((a, b) => a - b),
    );
    for (const { promptTokens, maxNewTokens, stopTokens } of all) {
      expect(promptTokens.every((token) => token < vocabSize)).toBe(true);
      expect([maxNewTokens, stopTokens]).toEqual([3, []]);
      expect(promptTokens.length).toBeGreaterThanOrEqual(2);
    }
    const again = source().take(at(60_000));
    expect(again).toEqual(all);
  });

  test('in a closed loop sends the next once an answer is there, in the order of time', () => {
    const loop = crowd({ kind: 'closed', users: 2, thinkMs: 100 }, { ...short, most: 4 });
    const each = resolveCrowd(loop, model).source();
    expect(each.expected).toBeNull();
    expect(each.take(at(0)).map(({ id }) => id)).toEqual(['crowd-u1-1', 'crowd-u2-1']);
    expect(each.next()).toBeNull();
    each.ended('crowd-u2-1', 50);
    each.ended('crowd-u1-1', 20);
    each.ended('someone-else', 20);
    expect(each.next()).toEqual({ ms: 120 });
    expect(each.take(at(1000)).map(({ id, arrived }) => [id, arrived])).toEqual([
      ['crowd-u1-2', 120],
      ['crowd-u2-2', 150],
    ]);
    each.ended('crowd-u1-2', 200);
    expect(each.next()).toBeNull();
  });

  test('has its lengths scaled into the model’s context, which is said', () => {
    const long = {
      prompt: { kind: 'fixed', tokens: 3 * maxPositions },
      output: { kind: 'fixed', tokens: maxPositions },
    };
    const { source, words, bounds } = resolveCrowd(crowd({ kind: 'poisson', perSecond: 1 }, long), model);
    expect(words).toContain('scaled by 0.25');
    const [{ promptTokens, maxNewTokens }] = source().take(at(60_000));
    expect(promptTokens.length + maxNewTokens).toBe(maxPositions);
    expect(bounds.positions).toBeLessThanOrEqual(maxPositions);
  });
});

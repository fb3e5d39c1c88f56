import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Gpu } from '../gpu/device.ts';
import { RUNTIME } from '../gpu/open-gpu.node.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { rewritingGpu } from '../gpu/testing/rewriting-gpu.ts';
import { accuracyOf } from './accuracy.ts';
import { deviceRespondent } from './ask-device.ts';
import { censusName } from './census-name.ts';
import type { Census } from './census-types.ts';
import { compareCensuses } from './compare-censuses.ts';
import { expressionFact } from './expressions.ts';
import { habitOf } from './habits.ts';
import { halfFact } from './halves.ts';
import { parseCensus } from './parse-census.ts';
import { FUNCTIONS, ROUNDINGS } from './questions/accuracy.ts';
import { EXPRESSIONS } from './questions/expressions.ts';
import { HABITS } from './questions/habits.ts';
import { HALVES } from './questions/halves.ts';
import { SUBNORMALS } from './questions/subnormals.ts';
import { censusRuntime } from './runtime.ts';
import { subnormalFact } from './subnormals.ts';
import { takeCensus } from './take-census.ts';

/** The file of the very same adapter, driver included; null where census/ has none. */
function fileOf(census: Census): Census | null {
  const path = `census/${censusName(census)}.json`;
  const file = existsSync(path) ? parseCensus(JSON.parse(readFileSync(path, 'utf8')), path) : null;
  return file && JSON.stringify(file.adapter) === JSON.stringify(census.adapter) ? file : null;
}

const among = <Q extends { readonly id: string }>(questions: readonly Q[], id: string): Q =>
  questions.find((question) => question.id === id)!;

await describeOnGpu('a census', (gpu) => {
  test('is one by the schema, and says of this adapter what its file in census/ says', async () => {
    const told: string[] = [];
    const taken = await takeCensus(gpu, {
      ...{ runtime: censusRuntime(RUNTIME), on: '2026-11-30' },
      onProgress: (asked, done, total) => told.push(`${done} of ${total}: ${asked}`),
    });
    expect(parseCensus(JSON.parse(JSON.stringify(taken)), 'taken')).toEqual(taken);
    expect(new Set(told.map((line) => line.split(':')[0])).size).toBe(Number(told[0].split(/[ :]/)[2]));
    const file = fileOf(taken);
    expect(file && compareCensuses(taken, file)).toEqual(file && []);
  });

  test('ends with the reason that it is cancelled for, before the next question', async () => {
    const cancelled = new AbortController();
    const take = {
      ...{ runtime: censusRuntime(RUNTIME), on: '2026-11-30', signal: cancelled.signal },
      onProgress: (_: string, done: number) => done === 2 && cancelled.abort(new Error('enough')),
    };
    await expect(takeCensus(gpu, take)).rejects.toThrow('enough');
  });

  describe('of an adapter that computes otherwise', () => {
    /** The answer of an adapter that has `by` in the place of an expression. */
    const instead = (asked: string, by: string): ReturnType<typeof deviceRespondent> => {
      const rewrite = (code: string) => {
        if (!code.includes(`= ${asked};`)) throw new Error(`no ${asked} in ${code}`);
        return code.replace(`= ${asked};`, `= ${by};`);
      };
      return deviceRespondent(rewritingGpu(gpu as Gpu, rewrite));
    };
    const nextFloat = (expression: string) => `bitcast<f32>(bitcast<u32>(${expression}) + 1u)`;

    test('results one place off are never the nearest; of a quotient WGSL allows them, of a sum not', async () => {
      const once = await accuracyOf(instead('a + b', nextFloat('a + b')), among(ROUNDINGS, 'add'));
      expect(once).toMatchObject({ nearest: 0, within: false });
      expect(once.largestUlp).toBeGreaterThan(1);
      const divided = await accuracyOf(instead('a / b', nextFloat('a / b')), among(ROUNDINGS, 'divide'));
      expect(divided).toMatchObject({ nearest: 0, within: true });
    });

    test('a function whose results are no numbers has no error to tell, and is beyond what is allowed', async () => {
      const nan = 'bitcast<f32>(bitcast<u32>(a) | 0x7fc00000u)';
      const log = await accuracyOf(instead('log(a)', nan), among(FUNCTIONS, 'log'));
      expect(log).toMatchObject({ nearest: 0, largestUlp: null, largestError: null, within: false });
    });

    test.each([
      ['sum of three', 'a + apart(b + c)', 'reassociated'],
      ['sum of three', 'select((a + b) + c, a + apart(b + c), id.x > 7u)', 'mixed'],
      ['sum of three', nextFloat('(a + b) + c'), 'otherwise'],
      ['sum less a term', 'b', 'simplified'],
      ['what a sum lost', '0.0', 'simplified'],
    ])('%s computed as %s is found %s', async (id, by, found) => {
      const question = among(EXPRESSIONS, id);
      expect(await expressionFact(instead(question.asked, by), question)).toMatchObject({ found });
    });

    test.each([
      ['multiply, result', '0.0', 'flushed'],
      ['multiply, result', '1.0', 'otherwise'],
      ['load and store', 'select(a, 0.0, id.x > 9u)', 'mixed'],
      ['bitcast there and back', '0u', 'flushed'],
    ])('%s computed as %s is found %s', async (id, by, found) => {
      const question = among(SUBNORMALS, id);
      expect(await subnormalFact(instead(question.asked, by), question)).toMatchObject({ found });
    });

    test('packing that cuts is found to round toward zero', async () => {
      const question = among(HALVES, 'pack');
      // Thirteen bits of the fraction go.
      const cut = 'pack2x16float(vec2f(bitcast<f32>(bitcast<u32>(a) & 0xffffe000u), 0.0))';
      const fact = await halfFact(instead(question.asked, cut), question);
      expect(fact.found).toBe('toward zero');
      expect(fact.right).toBeLessThan(fact.cases);
    });

    test('a habit is told as it is', async () => {
      const question = among(HABITS, '0 * -1');
      expect(await habitOf(instead('a * b', 'abs(a * b)'), question)).toMatchObject({ found: '0' });
    });
  });
});

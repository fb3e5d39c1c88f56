import { expect, test } from 'vitest';
import { SHAPES } from '../../../model/shapes.ts';
import { bytesWords } from '../../kit/format.ts';
import { costWords, speedOf, timeWords } from './cost-words.ts';

const cost = {
  ...{ steps: 130, multiplyAdds: 2.1e9, kvBytes: 393_216, weightBytes: 3_622_000 },
  ...{ largestBytes: 1, allowedBytes: null },
};

test('cost in units that a person reads', () => {
  expect(costWords(cost)).toBe('at most 130 steps · 2.1 G multiply-adds · KV cache 393 kB · weights 3.6 MB');
  expect(costWords({ ...cost, steps: 1, multiplyAdds: 12 })).toContain('at most 1 step · 12 multiply-adds');
  expect(costWords({ ...cost, steps: null })).toContain('more steps than are counted ahead');
  expect([12, 999_600, 99_949, 2.47e9].map(bytesWords)).toEqual(['12 bytes', '1.0 MB', '99.9 kB', '2.5 GB']);
});

test('seconds lie between those by steps and those by work', () => {
  const speed = { milliseconds: 1000, steps: 130, multiplyAdds: 2.1e9 };
  expect(timeWords(cost, speed)).toBe('about 1.0 s');
  expect(timeWords({ ...cost, multiplyAdds: 8.4e9 }, speed)).toBe('1.0 s to 4.0 s');
  expect(timeWords({ ...cost, steps: null, multiplyAdds: 8.4e9 }, speed)).toBe('about 4.0 s');
});

test('speed is of what was fed and chosen; of nothing there is none', () => {
  const arm = (tokens: readonly number[]) =>
    ({
      requests: [{ promptTokens: [1, 2], tokens }],
      timing: { milliseconds: 10 },
      work: { steps: 3, rows: null },
    }) as never;
  const { config } = SHAPES.pico;
  expect(speedOf({ arms: [arm([])] }, config)).toBeNull();
  const one = speedOf({ arms: [arm([5])] }, config)!;
  const two = speedOf({ arms: [arm([5]), arm([5])] }, config)!;
  expect(two).toEqual({ milliseconds: 20, steps: 6, multiplyAdds: 2 * one.multiplyAdds });
  expect(one.multiplyAdds).toBeGreaterThan(2 * 98_000);
});

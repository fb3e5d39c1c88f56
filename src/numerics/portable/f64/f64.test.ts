import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedExp, fixedLog, fixedOf, fixedTurn, nearestF64, ulpsFrom } from '../../testing/fixed-point.ts';
import { turnBy } from './circle.ts';
import { naturalLog, power } from './power.ts';

const turned = (angle: number) => {
  const turn = { cos: 0, sin: 0 };
  turnBy(angle, turn);
  return turn;
};

test('a power of a base is the f64 nearest to it, a logarithm too', () => {
  const powers = fc.tuple(
    fc.double({ min: 1.1, max: 1e8, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(powers, ([base, exponent]) => {
      const exact = fixedExp((fixedLog(fixedOf(base)) * fixedOf(exponent)) >> 256n);
      expect(power(base, exponent)).toBe(nearestF64(exact));
      expect(naturalLog(base)).toBe(nearestF64(fixedLog(fixedOf(base))));
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['a few turns', 0, 100],
  ['what positions come to', 0, 131_072],
  ['where whole quarters are 24 bits long', 2.5e7, 2.7e7],
  ['far beyond', 1e9, 1e12],
])('cosines and sines are within a unit in the last place: %s', (_, min, max) => {
  fc.assert(
    fc.property(fc.double({ min, max, noNaN: true }), (angle) => {
      const [found, exact] = [turned(angle), fixedTurn(fixedOf(angle))];
      expect(ulpsFrom(found.cos, exact.cos)).toBeLessThan(1);
      expect(ulpsFrom(found.sin, exact.sin)).toBeLessThan(1);
    }),
    { numRuns: 150 },
  );
});

/** f64 that lie as near to a multiple of pi / 2 as any of their size: what is left of them has lost all its leading bits. */
test.each([Math.PI / 2, Math.PI, 573204, 11, 22, 355, 103_993, 104_348, 208_341, 312_689, 5_419_351])(
  'nothing is lost beside a multiple of pi / 2: %s',
  (angle) => {
    const [found, exact] = [turned(angle), fixedTurn(fixedOf(angle))];
    expect(ulpsFrom(found.cos, exact.cos)).toBeLessThan(1);
    expect(ulpsFrom(found.sin, exact.sin)).toBeLessThan(1);
  },
);

test('no angle is no turn', () => {
  expect(turned(0)).toEqual({ cos: 1, sin: 0 });
});

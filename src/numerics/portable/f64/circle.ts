import { add, negative, type Pair, pairOf, productOf } from './pairs.ts';

const { round } = Math;
/** 2 / pi. */
const QUARTERS = 0.6366197723675814;
/** Pi / 2 in parts of 29 bits, and what is left of it: products of a part with a whole number below 2^24 are exact. */
const PARTS = [
  1.570796325802803, 9.920935774287987e-10, 2.2517417706346578e-18, 3.5215598651832e-27,
] as const;
const [PART_1, PART_2, PART_3, PART_4] = PARTS;
/** Below it, about 2^24 quarters of a circle, an angle is reduced in f64. */
const NEAR = 2.6e7;

/** Where cosine and sine of an angle go to. */
export interface Turn {
  cos: number;
  sin: number;
}

/**
 * Cosine and sine of an angle of 0 or more radians, each within a unit in the last place of f64, by +, - and x of f64 alone: the same in every
 * JavaScript, which Math.cos and Math.sin are not. The angle is less than 2^53.
 */
export function turnBy(angle: number, turn: Turn): void {
  const quarters = round(angle * QUARTERS);
  if (angle < NEAR) {
    // The first difference is exact: its operands are multiples of one power of two, of which it is fewer than 2^53.
    const rest = angle - quarters * PART_1;
    const part2 = quarters * PART_2;
    const a = rest - part2;
    const fromPart2 = a - rest;
    const lowA = rest - (a - fromPart2) - (part2 + fromPart2);
    const part3 = quarters * PART_3;
    const b = a - part3;
    const fromPart3 = b - a;
    const lowB = a - (b - fromPart3) - (part3 + fromPart3);
    const low = lowA + lowB - quarters * PART_4;
    const high = b + low;
    quarterTurn(high, low - (high - b), quarters % 4, turn);
    return;
  }
  const { high, low } = PARTS.reduce(
    (rest: Pair, part) => add(rest, negative(productOf(quarters, part))),
    pairOf(angle),
  );
  quarterTurn(high, low, quarters % 4, turn);
}

/** Of `high + low`, at most pi / 4 of either sign, and so many quarters. */
function quarterTurn(high: number, low: number, quarters: number, turn: Turn): void {
  const square = high * high;
  const sin = high + (low * (1 - square / 2) + high * (square * sineSeries(square)));
  const half = square / 2;
  const near = 1 - half;
  const cos = near + (1 - near - half + (square * square * cosineSeries(square) - high * low));
  turn.cos = quarters === 0 ? cos : quarters === 1 ? -sin : quarters === 2 ? -cos : sin;
  turn.sin = quarters === 0 ? sin : quarters === 1 ? cos : quarters === 2 ? -sin : -cos;
}

/** (sin x / x - 1) / x^2 of z = x^2, from Taylor's series up to x^19. */
function sineSeries(z: number): number {
  let sum = -1 / 121645100408832000;
  sum = sum * z + 1 / 355687428096000;
  sum = sum * z - 1 / 1307674368000;
  sum = sum * z + 1 / 6227020800;
  sum = sum * z - 1 / 39916800;
  sum = sum * z + 1 / 362880;
  sum = sum * z - 1 / 5040;
  sum = sum * z + 1 / 120;
  return sum * z - 1 / 6;
}

/** (cos x - 1 + x^2 / 2) / x^4 of z = x^2, up to x^20. */
function cosineSeries(z: number): number {
  let sum = 1 / 2432902008176640000;
  sum = sum * z - 1 / 6402373705728000;
  sum = sum * z + 1 / 20922789888000;
  sum = sum * z - 1 / 87178291200;
  sum = sum * z + 1 / 479001600;
  sum = sum * z - 1 / 3628800;
  sum = sum * z + 1 / 40320;
  sum = sum * z - 1 / 720;
  return sum * z + 1 / 24;
}

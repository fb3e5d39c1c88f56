import { ofExponents } from '../../kernels/portable/probe-operands.ts';
import { fusedMultiplyAdd, multiplyThenAdd } from '../../numerics/fma.ts';
import type { ExpressionFact } from '../census-types.ts';
import type { Question, Triple } from '../question.ts';

type Way = (a: number, b: number, c: number) => number;

/** An expression, and what implementations are known to make of it: WGSL allows all of them (w3.org/TR/WGSL/#reassociation-and-fusion). */
export interface ExpressionQuestion extends Question {
  readonly operands: (i: number) => Triple;
  /** `host` is the first of them. */
  readonly ways: Readonly<Partial<Record<ExpressionFact['found'], Way>>>;
}

const { fround: f } = Math;
const near = (seed: number, i: number) => ofExponents(-1, 1, seed, i);
const three = (seed: number) => ({
  operands: (i: number): Triple => [near(seed, i), near(seed + 1, i), near(seed + 2, i)],
});
/** The sum all but takes the product away, so that a rounding of it shows. */
const cancelling = (seed: number, sign: 1 | -1) => ({
  operands: (i: number): Triple => {
    const [a, b] = [near(seed, i), near(seed + 1, i)];
    return [a, b, sign * f(a * b)];
  },
});

function question(
  id: string,
  asked: string,
  written: Way,
  others: ExpressionQuestion['ways'],
  of: Pick<ExpressionQuestion, 'operands'> & Partial<Pick<Question, 'vector'>>,
): ExpressionQuestion {
  return { id, asked, host: written, ways: { 'as written': written, ...others }, ...of };
}

const minus = (a: number, b: number, c: number) => fusedMultiplyAdd(a, b, -c);
const FMA = { unfused: multiplyThenAdd, fused: fusedMultiplyAdd };
const vector = true;

/** What a sum of two lost (Knuth): nothing, to whoever simplifies it. */
const lost: Way = (a, b) => {
  const sum = f(a + b);
  const ofB = f(sum - a);
  return f(f(a - f(sum - ofB)) + f(b - ofB));
};

/** Fusion first: bare, as fma, and behind the barrier. Then reassociation: of values alone, with literals, with a value that comes twice. */
export const EXPRESSIONS: readonly ExpressionQuestion[] = [
  { id: 'fma', asked: 'fma(a, b, c)', host: multiplyThenAdd, ways: FMA, ...cancelling(61, -1) },
  {
    id: 'fma of vectors',
    asked: 'fma(a, b, c)',
    host: multiplyThenAdd,
    ways: FMA,
    vector,
    ...cancelling(61, -1),
  },
  question('product and sum', 'a * b + c', multiplyThenAdd, { fused: fusedMultiplyAdd }, cancelling(63, -1)),
  question(
    'product and sum of vectors',
    'a * b + c',
    multiplyThenAdd,
    { fused: fusedMultiplyAdd },
    {
      vector,
      ...cancelling(63, -1),
    },
  ),
  question('product less', 'a * b - c', (a, b, c) => f(f(a * b) - c), { fused: minus }, cancelling(65, 1)),
  question('barrier', 'apart(a * b) + c', multiplyThenAdd, { fused: fusedMultiplyAdd }, cancelling(67, -1)),
  question(
    'barrier of vectors',
    'apart(a * b) + c',
    multiplyThenAdd,
    { fused: fusedMultiplyAdd },
    {
      vector,
      ...cancelling(67, -1),
    },
  ),
  question(
    'sum of three',
    '(a + b) + c',
    (a, b, c) => f(f(a + b) + c),
    {
      reassociated: (a, b, c) => f(a + f(b + c)),
    },
    three(71),
  ),
  question(
    'product of three',
    '(a * b) * c',
    (a, b, c) => f(f(a * b) * c),
    {
      reassociated: (a, b, c) => f(a * f(b * c)),
    },
    three(74),
  ),
  question(
    'sum and literal',
    '(a + b) + 1.0',
    (a, b) => f(f(a + b) + 1),
    {
      reassociated: (a, b) => f(f(a + 1) + b),
    },
    three(77),
  ),
  question(
    'sum and literal behind barrier',
    'apart(a + b) + 1.0',
    (a, b) => f(f(a + b) + 1),
    {
      reassociated: (a, b) => f(f(a + 1) + b),
    },
    three(77),
  ),
  question(
    'two literals',
    '(a + 1.25) + 3.7',
    (a) => f(f(a + 1.25) + f(3.7)),
    {
      reassociated: (a) => f(a + f(1.25 + f(3.7))),
    },
    three(80),
  ),
  question(
    'two factors',
    '(a * 1.3) * 3.7',
    (a) => f(f(a * f(1.3)) * f(3.7)),
    {
      reassociated: (a) => f(a * f(f(1.3) * f(3.7))),
    },
    three(83),
  ),
  question(
    'common factor',
    'a * b + a * c',
    (a, b, c) => f(f(a * b) + f(a * c)),
    {
      fused: (a, b, c) => fusedMultiplyAdd(a, b, f(a * c)),
      reassociated: (a, b, c) => f(a * f(b + c)),
    },
    three(86),
  ),
  question(
    'sum less a term',
    '(a + b) - a',
    (a, b) => f(f(a + b) - a),
    { simplified: (_, b) => b },
    three(89),
  ),
  question(
    'difference and term',
    '(a - b) + b',
    (a, b) => f(f(a - b) + b),
    { simplified: (a) => a },
    three(92),
  ),
  question(
    'what a sum lost',
    '(a - ((a + b) - ((a + b) - a))) + (b - ((a + b) - a))',
    lost,
    {
      simplified: () => 0,
    },
    three(95),
  ),
  question(
    'what a sum lost behind barrier',
    '(a - apart(apart(a + b) - apart(apart(a + b) - a))) + (b - apart(apart(a + b) - a))',
    lost,
    {
      simplified: () => 0,
    },
    three(95),
  ),
  question(
    'quotient and factor',
    'a / b * b',
    (a, b) => f(f(a / b) * b),
    { simplified: (a) => a },
    three(98),
  ),
  question(
    'division by a literal',
    'a / 3.0',
    (a) => f(a / 3),
    {
      simplified: (a) => f(a * f(1 / 3)),
    },
    three(101),
  ),
];

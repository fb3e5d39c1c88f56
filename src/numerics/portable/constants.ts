import { f32FromBits } from '../bits.ts';

/**
 * The constants of portable arithmetic as bits of f32, once for both its texts: shaders/lib/math_portable.wgsl names them, kernels/math.ts writes
 * them before it, portable-math.ts reads them here. The series of e^r is Cephes' expf (S. Moshier, netlib.org/cephes), whose coefficients are
 * fitted to |r| <= ln(2) / 2; that of log is the one of shaders/lib/gumbel.wgsl.
 */
const BITS = {
  /** 2^-51: an operand below counts as zero, so that no product of two operands and no sum of products is ever subnormal. */
  LEAST: 0x26000000,
  /** 2^-102: a product below counts as zero. What is above is a multiple of 2^-125, and so is every sum of such. */
  LEAST_PRODUCT: 0x0c800000,
  LOG2_E: 0x3fb8aa3b,
  /** 1.5 x 2^23 + 127: a number below 2^22 that is added to it loses its fraction. */
  TO_WHOLE: 0x4b40007f,
  /** ln 2 in two parts of 16 bits each, whose products with an exponent are exact. */
  EXP_LN2_HIGH: 0x3f317200,
  EXP_LN2_LOW: 0x35bfbf00,
  /** Just above ln 2^-51: below, e^x counts as zero. */
  EXP_LOWEST: 0xc20d66e0,
  /** 88: above, e^x counts as infinite. */
  EXP_HIGHEST: 0x42b00000,
  EXP_4: 0x3ab5b6f3,
  EXP_3: 0x3c091804,
  EXP_2: 0x3d2aab45,
  EXP_1: 0x3e2aaa51,
  EXP_0: 0x3f000000,
  /** 2^100: from there on 1 / x counts as zero, since corrections to it would be subnormal. */
  RECIPROCAL_HIGHEST: 0x71800000,
  /** 2^-126. */
  LEAST_NORMAL: 0x00800000,
  /** ln 2 in two parts of another kind: 0.693359375 has ten bits, so that its product with an exponent is exact. */
  LN2_HIGH: 0x3f318000,
  LN2_LOW: 0xb95e8083,
  LOG_8: 0x3d9021bb,
  LOG_7: 0xbdebd1b8,
  LOG_6: 0x3def251a,
  LOG_5: 0xbdfe5d4f,
  LOG_4: 0x3e11e9bf,
  LOG_3: 0xbe2aae50,
  LOG_2: 0x3e4cceac,
  LOG_1: 0xbe7ffffc,
  LOG_0: 0x3eaaaaaa,
} as const;

export type PortableConstant = keyof typeof BITS;

/** By name, as bits. */
export const PORTABLE_BITS: Readonly<Record<PortableConstant, number>> = BITS;

/** The same as values. */
export const PORTABLE = Object.fromEntries(
  Object.entries(BITS).map(([name, bits]) => [name, f32FromBits(bits)]),
) as Readonly<Record<PortableConstant, number>>;

/** Of the first guess at 1 / x: these bits minus x's are within 6 % of it. */
export const RECIPROCAL_GUESS = 0x7ef311c7;
/** Of the first guess at 1 / sqrt(x): these bits minus half of x's. */
export const ROOT_GUESS = 0x5f375a86;

import native from '../../shaders/lib/math_native.wgsl?raw';
import portable from '../../shaders/lib/math_portable.wgsl?raw';
import type { MathName } from '../numerics/math-name.ts';
import { PORTABLE, PORTABLE_BITS, RECIPROCAL_GUESS, ROOT_GUESS } from '../numerics/portable/constants.ts';

/**
 * What makes a product's bits unknown to every compiler: `no_bits` is 0 in every run, since no count of ours reaches 2^31. An entry point calls
 * `begin_math` first, with any word below 2^31 as it reads it of a uniform or a buffer: of an array's length, or a masked word, a compiler knows the range, and so `no_bits`.
 */
const BEGIN: Readonly<Record<MathName, string>> = {
  native: 'fn begin_math(below_2_31: u32) {}',
  portable: 'var<private> no_bits: u32;\nfn begin_math(below_2_31: u32) {\n  no_bits = below_2_31 >> 31u;\n}',
};

/** A decimal with nine digits is one f32 and no other. */
const VALUES = Object.entries(PORTABLE).map(([name, value]) => `const ${name}: f32 = ${literal(value)};`);
const WORDS = [
  `const LEAST_BITS: u32 = ${PORTABLE_BITS.LEAST}u;`,
  `const LEAST_PRODUCT_BITS: u32 = ${PORTABLE_BITS.LEAST_PRODUCT}u;`,
  `const RECIPROCAL_GUESS: u32 = ${RECIPROCAL_GUESS}u;`,
  `const ROOT_GUESS: u32 = ${ROOT_GUESS}u;`,
];
const CONSTANTS = [...VALUES, ...WORDS].join('\n');

const PRELUDES: Readonly<Record<MathName, readonly string[]>> = {
  native: [BEGIN.native, native, scalarText(native)],
  portable: [BEGIN.portable, CONSTANTS, portable, scalarText(portable)],
};

/** What stands before a kernel that computes: `apart`, `mul_add`, `times`, `times_add`, `kept`, `exp`, `divide`, `root` and `log`, of vectors (4) and scalars (1). */
export function mathPreludes(math: MathName): readonly string[] {
  return PRELUDES[math];
}

/** The same text for one value instead of four. */
function scalarText(text: string): string {
  return text
    .replace(/\/\/.*$/gm, '')
    .replace(/\bvec4([fui])\b/g, '$132')
    .replace(/\b([a-z_]+)4\(/g, '$11(');
}

function literal(value: number): string {
  const text = value.toPrecision(9);
  return text.includes('e') || text.includes('.') ? `${text}f` : `${text}.0f`;
}

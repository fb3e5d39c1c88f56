import type { Gpu } from '../../gpu/device.ts';
import { rewritingGpu } from '../../gpu/testing/rewriting-gpu.ts';

/** Something that an implementation may do and portable arithmetic does not bear, as a change of the texts that it is given. */
export interface AdapterFault {
  /** What such an adapter does. */
  readonly does: string;
  /** The step of the probe that it shows in first; null: it may do so, no bit follows it. */
  readonly step: string | null;
  readonly replaces: readonly (readonly [text: string, by: string])[];
}

/** The same in the text for vectors and in that for scalars. */
const both = (text: string, by: string): (readonly [string, string])[] => [
  [text, by],
  [scalar(text), scalar(by)],
];
const scalar = (text: string) => text.replace(/\bvec4([fui])\b/g, '$132').replace(/\b([a-z_]+)4\(/g, '$11(');

/** What f32 lost of a product and of a sum, each step apart so that no compiler joins them (Dekker; Knuth). */
const LOST = `
fn high4(x: vec4f) -> vec4f {
  return bitcast<vec4f>(bitcast<vec4u>(x) & vec4u(0xfffff000u));
}
fn lost_of_product4(a: vec4f, b: vec4f) -> vec4f {
  let low_a = apart4(a - high4(a));
  let low_b = apart4(b - high4(b));
  let first = apart4(apart4(high4(a) * high4(b)) - apart4(a * b));
  return apart4(apart4(first + apart4(high4(a) * low_b)) + apart4(low_a * high4(b))) + apart4(low_a * low_b);
}
fn lost_of_sum4(a: vec4f, b: vec4f) -> vec4f {
  let sum = apart4(a + b);
  let of_b = apart4(sum - a);
  return apart4(a - apart4(sum - of_b)) + apart4(b - of_b);
}
fn cut4(x: vec4f, lost: vec4f) -> vec4f {
  let away = (lost != vec4f(0.0)) & ((lost < vec4f(0.0)) != (x < vec4f(0.0)));
  return bitcast<vec4f>(bitcast<vec4u>(x) - select(vec4u(0u), vec4u(1u), away));
}
fn flushed4(x: vec4f, below: u32) -> vec4f {
  let bits = bitcast<vec4u>(x);
  return bitcast<vec4f>(select(bits, vec4u(0u), (bits & vec4u(0x7fffffffu)) < vec4u(below)));
}
`;

const FLUSHED = 'flushed4(x * y, 0x00800000u)';
const product = (by: string) => both('bitcast<vec4u>(x * y)', `bitcast<vec4u>(${by})`);
const FUSED: readonly [string, string] = [
  'return apart4(a * b) + c;',
  'return apart4(apart4(a * b) + c) + lost_of_product4(a, b);',
];

export const ADAPTER_FAULTS: readonly AdapterFault[] = [
  {
    does: 'flushes subnormals',
    step: null,
    replaces: [
      ...product(FLUSHED),
      ...both(
        'let bits = bitcast<vec4u>(a * b);',
        'let bits = bitcast<vec4u>(flushed4(a * b, 0x00800000u));',
      ),
    ],
  },
  {
    does: 'flushes what is below 2^-100',
    step: 'product',
    replaces: product('flushed4(x * y, 0x0d800000u)'),
  },
  { does: 'cuts products', step: 'product', replaces: product('cut4(x * y, lost_of_product4(x, y))') },
  {
    does: 'cuts sums',
    step: 'sum',
    replaces: both('bitcast<vec4u>(x + y)', 'bitcast<vec4u>(cut4(x + y, lost_of_sum4(x, y)))'),
  },
  { does: 'fuses', step: 'apart', replaces: both(...FUSED) },
  { does: 'fuses what is computed one at a time', step: 'apart', replaces: [both(...FUSED)[1]] },
  { does: 'reassociates', step: 'order', replaces: [['(x + y) + z', 'x + (y + z)']] },
  {
    does: 'takes out common factors',
    step: 'factored',
    replaces: both('apart4(x * y) + apart4(x * z)', 'x * apart4(y + z)'),
  },
  { does: 'rounds to integers', step: 'truncated', replaces: both('(vec4i(x))', '(vec4i(round(x)))') },
  {
    does: 'converts integers by way of 16 bits',
    step: 'converted',
    replaces: both('vec4f(vec4i(x) - vec4i(y))', 'vec4f((vec4i(x) - vec4i(y)) & vec4i(-65536))'),
  },
  {
    does: 'takes the least for nothing',
    step: 'kept',
    replaces: both('abs(x) < vec4f(LEAST)', 'abs(x) <= vec4f(LEAST)'),
  },
  {
    does: 'takes small products for nothing',
    step: 'times',
    replaces: both('vec4u(LEAST_PRODUCT_BITS)', 'vec4u(LEAST_PRODUCT_BITS << 1u)'),
  },
  {
    does: 'fuses products of any values',
    step: 'times and sum',
    replaces: both('return times4(a, b) + c;', 'return apart4(times4(a, b) + c) + lost_of_product4(a, b);'),
  },
  {
    does: 'adds literals first, as Mesa does',
    step: 'exp',
    replaces: both(
      'apart4(apart4(p * apart4(r * r)) + r) + 1.0',
      'apart4(apart4(p * apart4(r * r)) + 1.0) + r',
    ),
  },
  {
    does: 'multiplies words of seven bits',
    step: 'exp',
    replaces: both('bitcast<vec4u>(turns) * 8388608u', '(bitcast<vec4u>(turns) & vec4u(0x7fu)) * 8388608u'),
  },
  { does: 'reads a literal one place off', step: 'exp', replaces: [['1.44269502f', '1.44269514f']] },
  {
    does: 'subtracts words as if they were rounded',
    step: 'reciprocal',
    replaces: both(
      'vec4u(RECIPROCAL_GUESS) - bitcast<vec4u>(x)',
      'vec4u(RECIPROCAL_GUESS) - (bitcast<vec4u>(x) & vec4u(0xff800000u))',
    ),
  },
  {
    does: 'shifts words too far',
    step: 'root',
    replaces: both('bitcast<vec4u>(x) >> vec4u(1u)', 'bitcast<vec4u>(x) >> vec4u(2u)'),
  },
  {
    does: 'shifts signed numbers as unsigned',
    step: 'log',
    replaces: both('bitcast<vec4i>(shifted) >> vec4u(23u)', 'vec4i(shifted >> vec4u(23u))'),
  },
];

/** The same device, but for what it makes of shader texts. */
export function brokenAdapter(gpu: Gpu, { replaces, does }: AdapterFault): Gpu {
  const rewritten = (code: string) => {
    if (!code.includes('fn apart4')) return code;
    const all = replaces.reduce((text, [from, to]) => text.replaceAll(from, to), code);
    if (all === code) throw new Error(`no text for an adapter that ${does}`);
    return `${all}${LOST}${scalar(LOST)}`;
  };
  return rewritingGpu(gpu, rewritten);
}

import fuzzMath from '../../../../shaders/fuzz_math.wgsl?raw';
import type { Gpu } from '../../../gpu/device.ts';
import { compileOnce } from '../../../gpu/kernel.ts';
import { runOnce } from '../../../gpu/run-once.ts';
import { withDtypes } from '../../../kernels/preludes.ts';
import { f32Bits, f32FromBits } from '../../../numerics/bits.ts';
import { digestOf } from '../../../numerics/digest.ts';
import type { MathName } from '../../../numerics/math-name.ts';
import { type Operands, operandsOf } from './operands.ts';
import { PRIMITIVES } from './primitives.ts';

/** Operands of one dispatch: what its buffers hold stays small. */
const AT_ONCE = 1 << 18;
const NAN = 0x7fc00000;

export interface FuzzOf {
  /** Of `PRIMITIVES`. */
  readonly primitive: string;
  /** Four at a time, or one by one. */
  readonly form: 'vector' | 'scalar';
  readonly from: number;
  readonly count: number;
  /** Default: portable. The other one is to be seen to differ. */
  readonly math?: MathName;
}

export interface Fuzzed {
  readonly operands: number;
  /** Results whose bits are not those of portable-math.ts; NaN is one whatever its bits. */
  readonly wrong: number;
  /** The first of them, in hex. */
  readonly first: Readonly<Record<'a' | 'b' | 'c' | 'found' | 'due', string>> | null;
  /** Of all that was due, in hex: JavaScript engines must agree on it. */
  readonly due: string;
}

/**
 * Asks a primitive of a device for its bits and compares them with portable-math.ts; without a device only says what is due here. Throws GpuError, and
 * RangeError for another primitive.
 */
export async function fuzz(gpu: Gpu | null, of: FuzzOf, onStep?: () => void): Promise<Fuzzed> {
  const index = PRIMITIVES.findIndex(({ name }) => name === of.primitive);
  if (index < 0) throw new RangeError(`no primitive ${of.primitive}`);
  const primitive = PRIMITIVES[index];
  const digest = new Uint32Array(4);
  let [wrong, first]: [number, Fuzzed['first']] = [0, null];
  for (let done = 0; done < of.count; done += AT_ONCE) {
    const operands = operandsOf(primitive, of.from + done, Math.min(AT_ONCE, of.count - done));
    const due = dueOf(primitive.due, operands);
    digestOf(new Float32Array(due.buffer)).forEach((word, i) => {
      digest[i] += word;
    });
    if (gpu) {
      const found = await compute(gpu, index, of, operands);
      due.forEach((bits, i) => {
        if (isSame(found[i], bits)) return;
        wrong++;
        const [a, b, c] = operands.map((each) => each[i]);
        first ??= { a: hex(a), b: hex(b), c: hex(c), found: hex(found[i]), due: hex(bits) };
      });
    }
    onStep?.();
  }
  return { operands: of.count, wrong, first, due: [...digest].map(hex).join('') };
}

function dueOf(
  due: (a: number, b: number, c: number) => number,
  [a, b, c]: Operands,
): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(a, (bits, i) => {
    const value = due(f32FromBits(bits), f32FromBits(b[i]), f32FromBits(c[i]));
    return Number.isNaN(value) ? NAN : f32Bits(value);
  });
}

async function compute(gpu: Gpu, primitive: number, { form, math = 'portable' }: FuzzOf, operands: Operands) {
  const constants = { PRIMITIVE: primitive, SCALAR: form === 'scalar' ? 1 : 0 };
  const kernel = await compileOnce(gpu.device, withDtypes('fuzz_math', { math }, [fuzzMath], constants));
  const quads = Math.ceil(operands[0].length / 4);
  const padded = operands.map((each) => {
    const whole = new Uint32Array(4 * quads);
    whole.set(each);
    return whole;
  });
  const outputs = [new Uint32Array(4 * quads)];
  const workgroups = [Math.ceil(quads / 64)] as const;
  const [found] = await runOnce(gpu, kernel, { inputs: padded, outputs, params: { quads }, workgroups });
  return found;
}

const isNaNBits = (bits: number) => (bits & 0x7fffffff) > 0x7f800000;
const isSame = (a: number, b: number) => a === b || (isNaNBits(a) && isNaNBits(b));
const hex = (bits: number) => bits.toString(16).padStart(8, '0');

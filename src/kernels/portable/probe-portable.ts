import probe from '../../../shaders/probe_portable.wgsl?raw';
import type { Gpu } from '../../gpu/device.ts';
import { compileOnce } from '../../gpu/kernel.ts';
import { runOnce } from '../../gpu/run-once.ts';
import { f32FromBits } from '../../numerics/bits.ts';
import type { PortableVerdict } from '../../numerics/portable/verdict.ts';
import { withDtypes } from '../preludes.ts';
import { CASES } from './probe-operands.ts';
import { PROBE_STEPS, type ProbeStep } from './probe-steps.ts';

/** As in the shader: a workgroup takes one step. */
const COUNT = PROBE_STEPS.length * CASES;

/** What the probe asks, and the bits that are due: the same on every device. */
const asked = once(() => {
  const operands = [0, 1, 2].map(() => new Float32Array(COUNT));
  const due = new Uint32Array(COUNT);
  PROBE_STEPS.forEach((step, s) => {
    for (let i = 0; i < CASES; i++) {
      const triple = step.operands(i);
      triple.forEach((value, of) => {
        operands[of][s * CASES + i] = value;
      });
      due[s * CASES + i] = step.due(...triple);
    }
  });
  return { operands, due };
});

/**
 * Whether portable arithmetic has on this device the bits that it has everywhere (NUMERICS: one fingerprint everywhere): each step of its
 * prelude on edge and random operands, as vectors and as scalars, against portable-math.ts. Throws GpuError where the probe cannot run.
 */
export async function probePortable(gpu: Gpu): Promise<PortableVerdict> {
  const kernel = await compileOnce(gpu.device, withDtypes('probe_portable', { math: 'portable' }, [probe]));
  const { operands, due } = asked();
  const [fours, singles] = await runOnce(gpu, kernel, {
    inputs: operands,
    outputs: [new Uint32Array(COUNT), new Uint32Array(COUNT)],
    params: { cases: CASES / 4 },
    workgroups: [PROBE_STEPS.length],
  });
  const faults = PROBE_STEPS.flatMap((step, s) => {
    const found = [fours, singles].map((bits) => firstFault(step, s, bits, due));
    const [vector, scalar] = found;
    if (vector) return [{ step: step.name, why: sentence(step, vector, scalar ? '' : ', four at a time') }];
    return scalar ? [{ step: step.name, why: sentence(step, scalar, ', one at a time') }] : [];
  });
  return faults.length === 0 ? { holds: true } : { holds: false, ...faults[0] };
}

interface Fault {
  readonly at: number;
  readonly found: number;
  readonly due: number;
}

function firstFault({ name }: ProbeStep, s: number, bits: Uint32Array, due: Uint32Array): Fault | null {
  for (let at = s * CASES; at < (s + 1) * CASES; at++) {
    const differs = name === 'truncated' ? bits[at] !== due[at] : !sameFloat(bits[at], due[at]);
    if (differs) return { at, found: bits[at], due: due[at] };
  }
  return null;
}

/** A NaN's bits are nobody's promise: a run that meets one ends. */
function sameFloat(a: number, b: number): boolean {
  return a === b || (Number.isNaN(f32FromBits(a)) && Number.isNaN(f32FromBits(b)));
}

function sentence(step: ProbeStep, { at, found, due }: Fault, how: string): string {
  const [a, b, c] = asked().operands.map((values) => shownValue(values[at]));
  const shown = step.name === 'truncated' ? (bits: number) => `${bits | 0}` : shownBits;
  return `${step.shown(a, b, c)}${how} gave ${shown(found)}; portable arithmetic has ${shown(due)}.`;
}

const shownBits = (bits: number) =>
  `${shownValue(f32FromBits(bits))} (0x${bits.toString(16).padStart(8, '0')})`;

/** Nine digits are one f32 and no other. */
function shownValue(x: number): string {
  if (Object.is(x, -0)) return '-0';
  return Number.isFinite(x) ? `${Number(x.toPrecision(9))}` : `${x}`.toLowerCase();
}

function once<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

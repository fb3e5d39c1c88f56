import type { Gpu } from '../gpu/device.ts';
import { compileKernel } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import type { Question, Respondent } from './question.ts';

const WORKGROUP = 64;

/** A device answers by a kernel for each question, so that nothing else stands beside the expression when it is compiled. */
export function deviceRespondent(gpu: Gpu): Respondent {
  return {
    offers: (feature) => gpu.device.features.has(feature),
    async answer(question, operands) {
      const label = `census.${question.id}`;
      const kernel = await compileKernel(gpu.device, { label, parts: [textOf(question)] });
      const cases = operands[0].length / (question.vector ? 4 : 1);
      const [words] = await runOnce(gpu, kernel, {
        inputs: operands,
        outputs: [new Uint32Array(operands[0].length)],
        params: { cases },
        workgroups: [Math.ceil(cases / WORKGROUP)],
      });
      return words;
    },
  };
}

/** The operands come from memory and all are read, so that no compiler computes in advance and no binding goes unused. */
function textOf({ asked, of, gives, vector, needs }: Question): string {
  const type = (scalar: string) => (vector ? `vec4<${scalar}>` : scalar);
  const operand = type(of ?? 'f32');
  const word = type('u32');
  const f32 = type('f32');
  return `${needs ? 'enable f16;' : ''}
struct Params {
  cases: u32,
}
@group(0) @binding(0) var<storage, read> first: array<${operand}>;
@group(0) @binding(1) var<storage, read> second: array<${operand}>;
@group(0) @binding(2) var<storage, read> third: array<${operand}>;
@group(0) @binding(3) var<storage, read_write> results: array<${type(gives ?? 'f32')}>;
@group(0) @binding(4) var<uniform> params: Params;
var<private> no_bits: u32;
fn apart(x: ${f32}) -> ${f32} {
  return bitcast<${f32}>(bitcast<${word}>(x) ^ ${word}(no_bits));
}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.cases) {
    return;
  }
  no_bits = params.cases >> 31u;
  let a = first[id.x];
  let b = second[id.x];
  let c = third[id.x];
  results[id.x] = ${asked};
}`;
}

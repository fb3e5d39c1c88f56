// Each step of portable arithmetic on operands from memory, four at a time and one at a time: kernels use both. A workgroup takes one step, so
// that what one is turned into cannot depend on another's values.

struct Params {
  cases: u32, // of a step, in fours
}

@group(0) @binding(0) var<storage, read> a: array<vec4f>;             // (steps, cases)
@group(0) @binding(1) var<storage, read> b: array<vec4f>;             // (steps, cases)
@group(0) @binding(2) var<storage, read> c: array<vec4f>;             // (steps, cases)
@group(0) @binding(3) var<storage, read_write> fours: array<vec4u>;   // (steps, cases): bits
@group(0) @binding(4) var<storage, read_write> singles: array<vec4u>; // (steps, cases): bits
@group(0) @binding(5) var<uniform> params: Params;

fn step4(step: u32, x: vec4f, y: vec4f, z: vec4f) -> vec4u {
  switch step {
    case 0u: { return bitcast<vec4u>(x * y); }
    case 1u: { return bitcast<vec4u>(x + y); }
    case 2u: { return bitcast<vec4u>(mul_add4(x, y, z)); }
    case 3u: { return bitcast<vec4u>((x + y) + z); }
    case 4u: { return bitcast<vec4u>(apart4(x * y) + apart4(x * z)); }
    case 5u: { return bitcast<vec4u>(vec4i(x)); }
    case 6u: { return bitcast<vec4u>(vec4f(vec4i(x) - vec4i(y))); }
    case 7u: { return bitcast<vec4u>(kept4(x)); }
    case 8u: { return bitcast<vec4u>(times4(x, y)); }
    case 9u: { return bitcast<vec4u>(times_add4(x, y, z)); }
    case 10u: { return bitcast<vec4u>(exp4(x)); }
    case 11u: { return bitcast<vec4u>(reciprocal4(x)); }
    case 12u: { return bitcast<vec4u>(root4(x)); }
    case 13u: { return bitcast<vec4u>(log4(x)); }
    default: { return bitcast<vec4u>(divide4(x, y)); }
  }
}

fn step1(step: u32, x: f32, y: f32, z: f32) -> u32 {
  switch step {
    case 0u: { return bitcast<u32>(x * y); }
    case 1u: { return bitcast<u32>(x + y); }
    case 2u: { return bitcast<u32>(mul_add1(x, y, z)); }
    case 3u: { return bitcast<u32>((x + y) + z); }
    case 4u: { return bitcast<u32>(apart1(x * y) + apart1(x * z)); }
    case 5u: { return bitcast<u32>(i32(x)); }
    case 6u: { return bitcast<u32>(f32(i32(x) - i32(y))); }
    case 7u: { return bitcast<u32>(kept1(x)); }
    case 8u: { return bitcast<u32>(times1(x, y)); }
    case 9u: { return bitcast<u32>(times_add1(x, y, z)); }
    case 10u: { return bitcast<u32>(exp1(x)); }
    case 11u: { return bitcast<u32>(reciprocal1(x)); }
    case 12u: { return bitcast<u32>(root1(x)); }
    case 13u: { return bitcast<u32>(log1(x)); }
    default: { return bitcast<u32>(divide1(x, y)); }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  begin_math(params.cases);
  for (var i = lane; i < params.cases; i += 64u) {
    let at = group.x * params.cases + i;
    fours[at] = step4(group.x, a[at], b[at], c[at]);
    for (var j = 0u; j < 4u; j++) {
      singles[at][j] = step1(group.x, a[at][j], b[at][j], c[at][j]);
    }
  }
}

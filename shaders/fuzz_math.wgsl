// One function of the math prelude on operands from memory, so that its bits can be compared with what is due.

override PRIMITIVE: u32;
// Four at a time, or one by one.
override SCALAR: bool;

struct Params {
  quads: u32,
}

@group(0) @binding(0) var<storage, read> a: array<vec4u>;              // (quads) bits of f32
@group(0) @binding(1) var<storage, read> b: array<vec4u>;              // (quads)
@group(0) @binding(2) var<storage, read> c: array<vec4u>;              // (quads)
@group(0) @binding(3) var<storage, read_write> results: array<vec4u>;  // (quads)
@group(0) @binding(4) var<uniform> params: Params;

// In the order of PRIMITIVES (primitives.ts).
fn of_four(x: vec4f, y: vec4f, z: vec4f) -> vec4f {
  switch PRIMITIVE {
    case 0u: { return x * y; }
    case 1u: { return x + y; }
    case 2u: { return mul_add4(x, y, z); }
    case 3u: { return times4(x, y); }
    case 4u: { return kept4(x); }
    case 5u: { return exp4(x); }
    case 6u: { return divide4(vec4f(1.0), x); }
    case 7u: { return divide4(x, y); }
    case 8u: { return root4(x); }
    case 9u: { return log4(x); }
    default: { return times_add4(x, y, z); }
  }
}

fn of_one(x: f32, y: f32, z: f32) -> f32 {
  switch PRIMITIVE {
    case 0u: { return x * y; }
    case 1u: { return x + y; }
    case 2u: { return mul_add1(x, y, z); }
    case 3u: { return times1(x, y); }
    case 4u: { return kept1(x); }
    case 5u: { return exp1(x); }
    case 6u: { return divide1(1.0, x); }
    case 7u: { return divide1(x, y); }
    case 8u: { return root1(x); }
    case 9u: { return log1(x); }
    default: { return times_add1(x, y, z); }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  begin_math(params.quads);
  let i = id.x;
  if (i >= params.quads) {
    return;
  }
  let x = bitcast<vec4f>(a[i]);
  let y = bitcast<vec4f>(b[i]);
  let z = bitcast<vec4f>(c[i]);
  if (SCALAR) {
    results[i] = bitcast<vec4u>(vec4f(of_one(x.x, y.x, z.x), of_one(x.y, y.y, z.y), of_one(x.z, y.z, z.z), of_one(x.w, y.w, z.w)));
  } else {
    results[i] = bitcast<vec4u>(of_four(x, y, z));
  }
}

// One product and sum in three ways, and one exponential in two: for the eye, not for a model. The portable prelude stands before it.

struct Params {
  cases: u32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;             // (cases)
@group(0) @binding(1) var<storage, read> b: array<f32>;             // (cases)
@group(0) @binding(2) var<storage, read> c: array<f32>;             // (cases)
@group(0) @binding(3) var<storage, read_write> results: array<f32>; // (5, cases): a*b+c as written, by fma, with the barrier; e^a of the platform, portable
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  let cases = params.cases;
  begin_math(cases);
  if (i >= cases) {
    return;
  }
  results[i] = a[i] * b[i] + c[i];
  results[cases + i] = fma(a[i], b[i], c[i]);
  results[2u * cases + i] = mul_add1(a[i], b[i], c[i]);
  results[3u * cases + i] = exp(a[i]);
  results[4u * cases + i] = exp1(a[i]);
}

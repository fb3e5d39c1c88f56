// Multiply-adds on operands where one rounding and two give different results, as vectors and as scalars: kernels use
// both. The operands come from memory, so that no compiler computes them in advance.

@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read> c: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> results: array<vec4f>; // (2, cases): vectors, scalars

@compute @workgroup_size(16)
fn main(@builtin(local_invocation_index) i: u32) {
  let cases = arrayLength(&a);
  if (i >= cases) {
    return;
  }
  results[i] = fma(a[i], b[i], c[i]);
  let x = a[i];
  let y = b[i];
  let z = c[i];
  results[cases + i] = vec4f(fma(x.x, y.x, z.x), fma(x.y, y.y, z.y), fma(x.z, y.z, z.z), fma(x.w, y.w, z.w));
}

// What this adapter does where WGSL leaves it open: results of plain operations on operands from memory.

@group(0) @binding(0) var<storage, read> a: array<f32>;             // (cases)
@group(0) @binding(1) var<storage, read> b: array<f32>;             // (cases)
@group(0) @binding(2) var<storage, read> c: array<f32>;             // (cases)
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;       // (cases): a + b
@group(0) @binding(4) var<storage, read_write> products: array<f32>;   // (cases): a * b
@group(0) @binding(5) var<storage, read_write> contracted: array<f32>; // (cases): a * b + c, which may become an fma

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= arrayLength(&a)) {
    return;
  }
  sums[i] = a[i] + b[i];
  products[i] = a[i] * b[i];
  contracted[i] = a[i] * b[i] + c[i];
}

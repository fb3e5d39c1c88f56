// Multiply-adds and nothing else: what the device can compute at best. Eight chains of four lanes hide each other's latency.
// Everything closes in on 1, so that nothing overflows and no value is known before it runs.

struct Params {
  rounds: u32,
}

@group(0) @binding(0) var<storage, read_write> sums: array<f32>; // (threads)
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let start = vec4f(0.25, 0.5, 0.75, 1.0) * f32(id.x & 7u);
  var a = start;
  var b = start + 1.0;
  var c = start + 2.0;
  var d = start + 3.0;
  var e = start + 4.0;
  var f = start + 5.0;
  var g = start + 6.0;
  var h = start + 7.0;
  let scale = vec4f(0.75);
  let shift = vec4f(0.25);
  for (var round = 0u; round < params.rounds; round++) {
    a = fma(a, scale, shift);
    b = fma(b, scale, shift);
    c = fma(c, scale, shift);
    d = fma(d, scale, shift);
    e = fma(e, scale, shift);
    f = fma(f, scale, shift);
    g = fma(g, scale, shift);
    h = fma(h, scale, shift);
  }
  let sum = (a + b) + (c + d) + (e + f) + (g + h);
  sums[id.x] = (sum.x + sum.y) + (sum.z + sum.w);
}

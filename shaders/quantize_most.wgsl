// The largest magnitude of each row of activations, as the bits of an f32, which order as magnitudes do: integers, so their order is free.

struct Params {
  groups: u32, // of four elements, rounded up
}

override THREADS: u32;

@group(0) @binding(0) var<storage, read> x: array<Act4>;          // (rows, groups)
@group(0) @binding(1) var<storage, read_write> most: array<u32>;  // (rows)
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> highest: atomic<u32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.groups);
  let row = workgroup.x;
  var own = vec4u();
  for (var group = thread; group < params.groups; group += THREADS) {
    own = max(own, bitcast<vec4u>(widen4(x[row * params.groups + group])) & vec4u(0x7fffffffu));
  }
  atomicMax(&highest, max(max(own.x, own.y), max(own.z, own.w)));
  workgroupBarrier();
  if (thread == 0u) {
    most[row] = atomicLoad(&highest);
  }
}

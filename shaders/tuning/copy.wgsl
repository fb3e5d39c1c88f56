// Copies a buffer with as many workgroups as are dispatched: the fewest that move memory at its speed are what keeps a device busy.

@group(0) @binding(0) var<storage, read> source: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> copied: array<vec4u>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let all = arrayLength(&source);
  for (var at = id.x; at < all; at += workgroups.x * 64u) {
    copied[at] = source[at];
  }
}

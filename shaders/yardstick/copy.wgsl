// Copies a buffer: what the device's memory can move at best. A workgroup copies 8 runs of 64 neighbouring words of 16 bytes.

@group(0) @binding(0) var<storage, read> source: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> copied: array<vec4u>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = group.x * 512u + lane;
  for (var run = 0u; run < 8u; run++) {
    let at = first + run * 64u;
    copied[at] = source[at];
  }
}

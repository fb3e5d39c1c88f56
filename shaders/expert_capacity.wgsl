// Leaves out whoever comes when an expert is full, in the order of the batch. A thread to an expert; each goes through all choices.

struct Params {
  choices: u32, // rows times experts a row
  experts: u32,
  capacity: u32,
}

@group(0) @binding(0) var<storage, read_write> routing: array<u32>; // (choices): id, bits of the weight
@group(0) @binding(1) var<uniform> params: Params;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.experts) {
    return;
  }
  var taken = 0u;
  for (var at = 0u; at < params.choices; at++) {
    if (routing[2u * at] == id.x) {
      taken++;
      if (taken > params.capacity) {
        routing[2u * at + 1u] = DROPPED;
      }
    }
  }
}

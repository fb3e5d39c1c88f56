// Leaves in the place of a product's sums, row by row, those of the larger width or those of the smaller one, as estimates say: of each row by itself, or
// of the largest of all rows that share a step. Both were computed; what is chosen are bits, not time.

struct Params {
  rows: u32,
  groups: u32,   // of a row: columns / 4, rounded up
  parts: u32,
  together: u32, // rows that choose together: 0 where each does by itself
}

const THREADS = 64u;

@group(0) @binding(0) var<storage, read> estimates: array<u32>;       // (rows)
@group(0) @binding(1) var<storage, read> rule: array<u32>;            // the threshold first
@group(0) @binding(2) var<storage, read> smaller: array<vec4f>;       // (parts, rows, groups)
@group(0) @binding(3) var<storage, read_write> sums: array<vec4f>;    // (parts, rows, groups)
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> highest: atomic<u32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = workgroup.y;
  if (params.together == 0u) {
    if (thread == 0u) {
      atomicStore(&highest, estimates[row]);
    }
  } else {
    var own = 0u;
    for (var other = thread; other < params.together; other += THREADS) {
      own = max(own, estimates[other]);
    }
    atomicMax(&highest, own);
  }
  workgroupBarrier();
  let group = workgroup.x * THREADS + thread;
  if (atomicLoad(&highest) >= rule[0] || group >= params.groups) {
    return;
  }
  for (var part = 0u; part < params.parts; part++) {
    let at = (part * params.rows + row) * params.groups + group;
    sums[at] = smaller[at];
  }
}

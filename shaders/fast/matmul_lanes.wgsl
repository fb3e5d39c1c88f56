// Up to eight rows times the weights, any order: QUADS neighbouring threads have the quads of neighbouring pairs, and K is spread
// over the workgroup's lanes, so that each thread has a few loads, all under way at once. Lanes meet in the subgroup, then in a
// tree through workgroup memory. There are no partial sums for others to add.

struct Params {
  rows: u32,   // at most ROWS
  groups: u32, // K / 4, rounded up
  quads: u32,  // N / 4, rounded up
}

override THREADS: u32;
override QUADS: u32;
override ROWS: u32; // 1, 2, 4 or 8
override PAIRS: u32 = QUADS / 2u;
override LANES: u32 = THREADS / QUADS;
override APART: u32 = max(SUBGROUP, QUADS); // threads that fold into one lane
override FOLDED: u32 = THREADS / APART;

@group(0) @binding(0) var<storage, read> x: array<Act4>; // (rows, groups)
@group(0) @binding(1) var<uniform> params: Params;

var<workgroup> met: array<vec4f, FOLDED * ROWS * QUADS>; // (folded lanes, rows, quads)

fn x_at(row: u32, group: u32) -> vec4f {
  return widen4(x[min(row, params.rows - 1u) * params.groups + group]);
}

fn keep(row: u32, thread: u32, own: vec4f) {
  let sum = fold(own);
  if (thread % APART < QUADS) {
    met[(thread / APART * ROWS + row) * QUADS + thread % QUADS] = sum;
  }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let groups = params.groups;
  let quads = params.quads;
  let pairs = (quads + 1u) / 2u;
  let first_pair = workgroup.x * PAIRS;
  // What is past the end repeats the last one and is not written: subgroups need all their threads.
  let slot = thread % QUADS;
  let own_pair = min(first_pair + slot % PAIRS, pairs - 1u);
  let quad = min(select(right_quad(own_pair), left_quad(own_pair), slot < PAIRS), quads - 1u);
  var low = mat4x4f();  // rows 0 to 3
  var high = mat4x4f(); // rows 4 to 7
  for (var group = thread / QUADS; group < groups; group += 2u * LANES) {
    // Two groups at a time; past the end the second is the last one again, with no weight.
    let next = min(group + LANES, groups - 1u);
    let w = transpose(load_quad(group, quad, quads));
    let w_next = transpose(load_quad(next, quad, quads)) * select(0.0, 1.0, group + LANES < groups);
    low[0] = add_products(add_products(low[0], w, x_at(0u, group)), w_next, x_at(0u, next));
    if (ROWS > 1u) {
      low[1] = add_products(add_products(low[1], w, x_at(1u, group)), w_next, x_at(1u, next));
    }
    if (ROWS > 2u) {
      low[2] = add_products(add_products(low[2], w, x_at(2u, group)), w_next, x_at(2u, next));
      low[3] = add_products(add_products(low[3], w, x_at(3u, group)), w_next, x_at(3u, next));
    }
    if (ROWS > 4u) {
      high[0] = add_products(add_products(high[0], w, x_at(4u, group)), w_next, x_at(4u, next));
      high[1] = add_products(add_products(high[1], w, x_at(5u, group)), w_next, x_at(5u, next));
      high[2] = add_products(add_products(high[2], w, x_at(6u, group)), w_next, x_at(6u, next));
      high[3] = add_products(add_products(high[3], w, x_at(7u, group)), w_next, x_at(7u, next));
    }
  }
  keep(0u, thread, low[0]);
  if (ROWS > 1u) {
    keep(1u, thread, low[1]);
  }
  if (ROWS > 2u) {
    keep(2u, thread, low[2]);
    keep(3u, thread, low[3]);
  }
  if (ROWS > 4u) {
    keep(4u, thread, high[0]);
    keep(5u, thread, high[1]);
    keep(6u, thread, high[2]);
    keep(7u, thread, high[3]);
  }
  workgroupBarrier();
  for (var half = FOLDED / 2u; half > 0u; half /= 2u) {
    for (var i = thread; i < half * ROWS * QUADS; i += THREADS) {
      met[i] += met[i + half * ROWS * QUADS];
    }
    workgroupBarrier();
  }
  for (var i = thread; i < ROWS * PAIRS; i += THREADS) {
    let row = i / PAIRS;
    let pair = first_pair + i % PAIRS;
    if (row < params.rows && pair < pairs) {
      let at = row * QUADS + i % PAIRS;
      finish(row, pair, met[at], met[at + PAIRS]);
    }
  }
  finish_workgroup(workgroup.xy, thread);
}

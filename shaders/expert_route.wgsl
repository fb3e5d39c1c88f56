// Which experts a row goes through, by increasing id, and how much each counts: those of the highest scores, the lower id where two are equal.
// A weight is exp(score - the highest) over the sum of these by increasing id, of all experts or of the chosen ones. A thread to a row.

struct Params {
  rows: u32,
  experts: u32,
  columns: u32,    // of a row of scores, padded
  per_token: u32,
  normalised: u32, // 1: the chosen ones' weights sum to 1
}

// Of a place that no expert was found for, since scores are no numbers.
const NOT_A_NUMBER = 0x7fc00000u;

@group(0) @binding(0) var<storage, read> scores: array<f32>;        // (rows, columns)
@group(0) @binding(1) var<storage, read_write> routing: array<u32>; // (rows, per_token): id, bits of the weight
@group(0) @binding(2) var<uniform> params: Params;

struct Place {
  score: f32,
  id: u32,
}

// Whether a comes before b.
fn outranks(a: Place, b: Place) -> bool {
  return a.score > b.score || (a.score == b.score && a.id < b.id);
}

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) thread: vec3u) {
  begin_math(params.rows);
  let row = thread.x;
  if (row >= params.rows) {
    return;
  }
  let first = row * params.columns;
  var highest = scores[first];
  var last = Place(0.0, 0u);
  for (var taken = 0u; taken < params.per_token; taken++) {
    var found = false;
    var best = Place(0.0, 0u);
    for (var id = 0u; id < params.experts; id++) {
      let here = Place(scores[first + id], id);
      let left = taken == 0u || outranks(last, here);
      if (left && (!found || outranks(here, best))) {
        best = here;
        found = true;
      }
    }
    last = best;
    if (taken == 0u) {
      highest = best.score;
    }
  }
  var total = 0.0;
  for (var id = 0u; id < params.experts; id++) {
    let here = Place(scores[first + id], id);
    if (params.normalised == 0u || !outranks(last, here)) {
      total += exp1(here.score - highest);
    }
  }
  var at = row * params.per_token;
  let end = at + params.per_token;
  for (var id = 0u; id < params.experts; id++) {
    let here = Place(scores[first + id], id);
    if (at < end && !outranks(last, here)) {
      routing[2u * at] = id;
      routing[2u * at + 1u] = bitcast<u32>(divide1(exp1(here.score - highest), total));
      at++;
    }
  }
  for (; at < end; at++) {
    routing[2u * at] = 0u;
    routing[2u * at + 1u] = NOT_A_NUMBER;
  }
}

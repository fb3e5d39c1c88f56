// What a sampled row gives, from its slices: the next token, the highest logits, log(sum(exp(logits))) with the slices added
// in index order, and the digest of all logits. One workgroup to a row.
// Lane j holds the slices j (mod LANES).

struct Params {
  slices: u32, // of a row
}

struct Row {
  token: u32,
  finite: u32,            // 1 where every logit is
  log_sum_exp: f32,
  logit: u32,             // bits of the token's
  digest: vec4u,
  top: array<vec2u, TOP>, // token and bits
}

@group(0) @binding(0) var<storage, read> slices: array<RowSlice>;   // (rows, slices)
@group(0) @binding(1) var<storage, read_write> rows: array<Row>;    // (rows)
@group(0) @binding(2) var<uniform> params: Params;

var<workgroup> terms: array<f32, LANES>;
var<private> first_slice: u32;

fn lane_of(token: u32) -> u32 {
  return (token / SLICE) % LANES;
}

fn entry_at(slice: u32, rank: u32) -> Entry {
  let token_and_bits = slices[first_slice + slice].top[rank];
  if (token_and_bits.x == NO_TOKEN) {
    return NOBODY;
  }
  return Entry(key_of_bits(token_and_bits.y), token_and_bits.x);
}

fn highest_after(lane: u32, last: Entry) -> Entry {
  var highest = NOBODY;
  for (var slice = lane; slice < params.slices; slice += LANES) {
    for (var rank = 0u; rank < TOP; rank++) {
      let entry = entry_at(slice, rank);
      if (ahead(last, entry)) {
        if (ahead(entry, highest)) {
          highest = entry;
        }
        break; // the others of the slice come behind it
      }
    }
  }
  return highest;
}

// Bits of a token among its slice's highest.
fn bits_of(token: u32) -> u32 {
  let slice = first_slice + token / SLICE;
  for (var rank = 0u; rank < TOP; rank++) {
    if (slices[slice].top[rank].x == token) {
      return slices[slice].top[rank].y;
    }
  }
  return 0u;
}

fn preferred(thread: u32) -> Entry {
  var best = NOBODY;
  for (var slice = thread; slice < params.slices; slice += THREADS) {
    let chosen = slices[first_slice + slice].chosen;
    let entry = Entry(chosen.x, chosen.y);
    if (ahead(entry, best)) {
      best = entry;
    }
  }
  return best;
}

// Of all exponentials, relative to the row's highest logit: whole in the first thread alone, which adds the slices one by one.
fn exp_sum(thread: u32, highest: f32) -> f32 {
  var sum = 0.0;
  for (var begin = 0u; begin < params.slices; begin += LANES) {
    let many = min(LANES, params.slices - begin);
    for (var at = thread; at < many; at += THREADS) {
      let slice = first_slice + begin + at;
      let own = bitcast<f32>(slices[slice].top[0].y);
      terms[at] = times1(slices[slice].exp_sum, select(exp1(own - highest), 1.0, own == highest));
    }
    workgroupBarrier();
    if (thread == 0u) {
      for (var at = 0u; at < many; at++) {
        sum += terms[at];
      }
    }
    workgroupBarrier();
  }
  return sum;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  begin_math(params.slices);
  let row = workgroup.x;
  first_slice = row * params.slices;

  var digest = vec4u();
  var finite = 1u;
  for (var slice = thread; slice < params.slices; slice += THREADS) {
    digest += slices[first_slice + slice].digest;
    finite &= slices[first_slice + slice].finite;
  }
  meet(thread, digest, finite);
  if (thread == 0u) {
    rows[row].digest = digests[0];
    rows[row].finite = all_finite[0];
  }

  rank_lanes(thread);
  var first = vec2u();
  for (var rank = 0u; rank < TOP; rank++) {
    let taken = take_highest(thread);
    let found = vec2u(taken.token, bits_of(taken.token));
    first = select(first, found, rank == 0u);
    if (thread == 0u) {
      rows[row].top[rank] = found;
    }
  }
  let highest = bitcast<f32>(first.y);
  let sum = exp_sum(thread, highest);
  if (thread == 0u) {
    rows[row].log_sum_exp = highest + log1(sum);
  }
  let chosen = first_of_threads(thread, preferred(thread));
  if (thread == 0u) {
    rows[row].token = chosen.token;
    rows[row].logit = slices[first_slice + chosen.token / SLICE].chosen_bits;
  }
}

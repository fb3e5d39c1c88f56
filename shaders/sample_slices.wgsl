// One slice of one sampled row: brings its logits in, which the head has written whole (a visitor's own head may leave several partial sums,
// added here in index order), keeps them where someone may ask for them, and says what the next token's choice, the digest and the softmax need to know of them. Logits stay f32: rounding
// them to 16 bits would create ties.
// Lane j holds the tokens j (mod LANES) of the slice. Exponentials are added by increasing token within a lane, the lanes by a
// halving tree. What is not a number is told by integer bits, since a compiler may assume that there is none.

struct Params {
  rows: u32,
  vocabulary: u32,
  columns: u32, // vocabulary rounded up to a multiple of 4
  parts: u32,
}

struct Draw {
  request: u32,             // hash of the request's stable name
  position: u32,            // of the token to be chosen
  kept: u32,                // row of `kept` that the logits go to, or NOT_KEPT
  inverse_temperature: f32, // 0 for greedy
  seed: u32,
}

const NOT_KEPT = 0xffffffffu;

@group(0) @binding(0) var<storage, read> partials: array<f32>;              // (parts, rows, columns)
@group(0) @binding(1) var<storage, read> draws: array<Draw>;                // (rows)
@group(0) @binding(2) var<storage, read_write> slices: array<RowSlice>;     // (rows, slices)
@group(0) @binding(3) var<storage, read_write> kept: array<f32>;            // (kept rows, vocabulary)
@group(0) @binding(4) var<uniform> params: Params;

var<workgroup> logits: array<f32, SLICE>;
var<workgroup> exp_sums: array<f32, LANES>;

// Of the slice's first token, and how many it has.
var<private> first: u32;
var<private> count: u32;

fn lane_of(token: u32) -> u32 {
  return token % LANES;
}

fn highest_after(lane: u32, last: Entry) -> Entry {
  var highest = NOBODY;
  for (var at = lane; at < count; at += LANES) {
    let entry = Entry(order_key(logits[at]), first + at);
    if (ahead(last, entry) && ahead(entry, highest)) {
      highest = entry;
    }
  }
  return highest;
}

fn logit_at(row: u32, token: u32) -> f32 {
  var total = partials[row * params.columns + token];
  for (var part = 1u; part < params.parts; part++) {
    total += partials[(part * params.rows + row) * params.columns + token];
  }
  return total;
}

// What a thread finds while it brings its lanes' logits in, each of which is read once.
struct Brought {
  digest: vec4u,
  finite: u32,
}

// Leaves the highest of each lane, too.
fn bring_lanes(row: u32, thread: u32) -> Brought {
  let keep = draws[row].kept;
  var brought = Brought(vec4u(), 1u);
  for (var lane = thread; lane < LANES; lane += THREADS) {
    var highest = NOBODY;
    for (var at = lane; at < count; at += LANES) {
      let logit = logit_at(row, first + at);
      logits[at] = logit;
      if (keep != NOT_KEPT) {
        kept[keep * params.vocabulary + first + at] = logit;
      }
      let bits = bitcast<u32>(logit);
      brought.digest += digest_of(first + at, bits);
      brought.finite &= select(1u, 0u, (bits & 0x7f800000u) == 0x7f800000u);
      let entry = Entry(key_of_bits(bits), first + at);
      if (ahead(EVERYBODY, entry) && ahead(entry, highest)) {
        highest = entry;
      }
    }
    lane_best[lane] = highest;
  }
  return brought;
}

fn exp_sum(lane: u32, highest: f32) -> f32 {
  var sum = 0.0;
  for (var at = lane; at < count; at += LANES) {
    sum += exp1(logits[at] - highest);
  }
  return sum;
}

fn preferred(row: u32, thread: u32) -> Entry {
  let draw = draws[row];
  var best = NOBODY;
  for (var lane = thread; lane < LANES; lane += THREADS) {
    for (var at = lane; at < count; at += LANES) {
      let noise = gumbel(draw.seed, draw.request, draw.position, first + at);
      let entry = Entry(order_key(times_add1(logits[at], draw.inverse_temperature, noise)), first + at);
      if (ahead(entry, best)) {
        best = entry;
      }
    }
  }
  return best;
}

fn choose(slice: u32, chosen: Entry) {
  slices[slice].chosen = vec2u(chosen.key, chosen.token);
  slices[slice].chosen_bits = bitcast<u32>(select(0.0, logits[chosen.token - first], chosen.token != NO_TOKEN));
}

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  begin_math(params.rows);
  let row = workgroup.y;
  let slice = row * workgroups.x + workgroup.x;
  first = workgroup.x * SLICE;
  count = min(SLICE, params.vocabulary - first);

  let brought = bring_lanes(row, thread);
  meet(thread, brought.digest, brought.finite);
  if (thread == 0u) {
    slices[slice].digest = digests[0];
    slices[slice].finite = all_finite[0];
  }

  let greedy = draws[row].inverse_temperature == 0.0;
  if (!greedy) {
    let chosen = first_of_threads(thread, preferred(row, thread));
    if (thread == 0u) {
      choose(slice, chosen);
    }
  }

  var highest = 0.0;
  for (var rank = 0u; rank < TOP; rank++) {
    let taken = take_highest(thread);
    // Of a token that another thread loaded; what was written before the round's barriers is seen after them.
    let logit = select(0.0, logits[taken.token - first], taken.token != NO_TOKEN);
    highest = select(highest, logit, rank == 0u);
    if (thread == 0u) {
      slices[slice].top[rank] = vec2u(taken.token, bitcast<u32>(logit));
      if (greedy && rank == 0u) {
        choose(slice, taken);
      }
    }
  }

  for (var lane = thread; lane < LANES; lane += THREADS) {
    exp_sums[lane] = exp_sum(lane, highest);
  }
  workgroupBarrier();
  for (var stride = LANES / 2u; stride > 0u; stride /= 2u) {
    for (var lane = thread; lane < stride; lane += THREADS) {
      exp_sums[lane] += exp_sums[lane + stride];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    slices[slice].exp_sum = exp_sums[0];
  }
}

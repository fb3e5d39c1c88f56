// The next token of each row: argmax of its logits, or of logit / temperature + Gumbel noise; ties go to the lower id.
// Also tests every logit for NaN and infinity, on integer bits since a compiler may assume neither occurs.

struct Params {
  vocabulary: u32,
  inverse_temperature: f32, // 0 for greedy
  seed: u32,
}

struct Draw {
  request: u32,  // hash of the request's stable name
  position: u32, // of the token to be chosen
}

override THREADS: u32; // a power of two

@group(0) @binding(0) var<storage, read> logits: array<f32>;           // (rows, vocabulary)
@group(0) @binding(1) var<storage, read> draws: array<Draw>;           // (rows)
@group(0) @binding(2) var<storage, read_write> chosen: array<vec2u>;   // (rows): token, 1 where all is finite
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> scores: array<f32, THREADS>;
var<workgroup> tokens: array<u32, THREADS>;
var<workgroup> finite: array<u32, THREADS>;

fn preference(row: u32, token: u32, logit: f32) -> f32 {
  if (params.inverse_temperature == 0.0) {
    return logit;
  }
  let draw = draws[row];
  return fma(logit, params.inverse_temperature, gumbel(params.seed, draw.request, draw.position, token));
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = workgroup.x;
  var best = bitcast<f32>(0xff7fffffu); // the lowest finite value: WGSL has no constant infinity
  var best_token = params.vocabulary;
  var all_finite = 1u;
  for (var token = thread; token < params.vocabulary; token += THREADS) {
    let logit = logits[row * params.vocabulary + token];
    if ((bitcast<u32>(logit) & 0x7f800000u) == 0x7f800000u) {
      all_finite = 0u;
    }
    let score = preference(row, token, logit);
    if (score > best || best_token == params.vocabulary) {
      best = score;
      best_token = token;
    }
  }
  scores[thread] = best;
  tokens[thread] = best_token;
  finite[thread] = all_finite;
  workgroupBarrier();
  for (var stride = THREADS / 2u; stride > 0u; stride /= 2u) {
    if (thread < stride) {
      let other = thread + stride;
      let empty = tokens[other] == params.vocabulary;
      let higher = scores[other] > scores[thread] || (scores[other] == scores[thread] && tokens[other] < tokens[thread]);
      if (!empty && (higher || tokens[thread] == params.vocabulary)) {
        scores[thread] = scores[other];
        tokens[thread] = tokens[other];
      }
      finite[thread] &= finite[other];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    chosen[row] = vec2u(tokens[0], finite[0]);
  }
}

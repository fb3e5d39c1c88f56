// x[row] = w[token], rounded to the activation dtype. The table w is packed like a head's weights, so that a
// tied checkpoint holds it once: token t is column t % 4 of quad t / 4.

struct Params {
  rows: u32,
  groups: u32, // hidden / 4, rounded up
  quads: u32,  // vocabulary / 4, rounded up
  chosen_words: u32, // of a row of `chosen`
}

// Added to a row of `chosen`: a step may be submitted before the one that chooses its tokens has ended.
const AWAITED = 0x80000000u;

@group(0) @binding(0) var<storage, read> tokens: array<u32>;        // (rows): token, or AWAITED + row of `chosen`
@group(0) @binding(1) var<storage, read> chosen: array<u32>;        // (rows of the step before, chosen_words): token, ...
@group(0) @binding(2) var<storage, read_write> x: array<Act4>;      // (rows, groups)
@group(0) @binding(3) var<uniform> params: Params;

fn token_of(row: u32) -> u32 {
  let token = tokens[row];
  if (token < AWAITED) {
    return token;
  }
  return chosen[(token - AWAITED) * params.chosen_words];
}

fn embedding(row: u32, group: u32) -> vec4f {
  let token = token_of(row);
  let quad = load_quad(group, token / 4u, params.quads);
  return quad[token % 4u];
}

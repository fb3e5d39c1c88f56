// Packs rows of an [out, in] projection into blocks of 32 terms, as lib/weight_q8.wgsl and lib/weight_q4.wgsl read them: (blocks, units, quads).
// A prelude gives a block's scale and integers, quantised here (lib/blocks_quantised.wgsl) or as they are stored (lib/blocks_stored.wgsl). Needs
// pack_columns.wgsl. The same on the host: src/kernels/weights/blocks.ts.

const GROUPS = 8u; // of a block

// Of an integer: 8 or 4.
override BITS: u32;
override UNITS: u32 = 2u * BITS + 1u;

@group(0) @binding(1) var<storage, read_write> packed: array<vec2u>;

fn put(unit: u32, value: vec2u) {
  // Wraps where it lies before what is held here, and is then too large as well.
  let at = unit - params.base;
  if (at < params.held) {
    packed[at] = value;
  }
}

// Four terms of a column, the first the lowest.
fn integers(row: u32, k: u32, scale: BlockScale) -> u32 {
  var word = 0u;
  for (var i = 0u; i < 4u; i++) {
    word |= block_integer(row, k + i, scale) << (i * BITS);
  }
  return word;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.blocks || id.y >= params.count) {
    return;
  }
  let block = params.first_block + id.x;
  let quad = params.first_quad + id.y;
  let first = block * UNITS * params.quads + params.to + quad;
  var rows: array<u32, 4>;
  var scales: array<BlockScale, 4>;
  for (var c = 0u; c < 4u; c++) {
    rows[c] = row_of(quad, c);
    if (rows[c] != NO_ROW) {
      scales[c] = block_scale(rows[c], block);
    }
  }
  let bits = vec4u(scales[0].bits, scales[1].bits, scales[2].bits, scales[3].bits);
  put(first + (UNITS - 1u) * params.quads, vec2u(bits.x | (bits.y << 16u), bits.z | (bits.w << 16u)));
  for (var group = 0u; group < GROUPS; group++) {
    var words: array<u32, 4>;
    for (var c = 0u; c < 4u; c++) {
      if (rows[c] != NO_ROW) {
        words[c] = integers(rows[c], (block * GROUPS + group) * 4u, scales[c]);
      }
    }
    if (BITS == 8u) {
      put(first + 2u * group * params.quads, vec2u(words[0], words[1]));
      put(first + (2u * group + 1u) * params.quads, vec2u(words[2], words[3]));
    } else {
      put(first + group * params.quads, vec2u(words[0] | (words[1] << 16u), words[2] | (words[3] << 16u)));
    }
  }
}

// What packs rows of an [out, in] projection begins with: which row of the tensor is a column of the matrix, and its terms as stored. A prelude
// gives the rows (lib/rows_stored.wgsl, lib/rows_blocks.wgsl, lib/rows_generated.wgsl).

struct Params {
  terms: u32,     // K
  quads: u32,     // of the whole matrix
  to: u32,        // the matrix' quad that the tensor begins at
  piece: u32,     // columns that are padded to whole quads: those of a head, or all
  first_quad: u32, // of the tensor, that this call begins at
  count: u32,      // quads of this call
  first_row: u32,  // of the tensor, that its first quad begins at
  first_block: u32, // of K: so many terms as the format's blocks have
  blocks: u32,      // of this call
  base: u32,       // units of the matrix before those that `packed` holds
  held: u32,       // units that `packed` holds
}

// 0: f32, 1: bf16, 2: f16, 3: Q8_0, 4: Q4_0.
override STORED: u32;

@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read_write> overflow: atomic<u32>; // 1 where a weight does not fit the format, 2 where one is no operand of portable arithmetic
@group(0) @binding(3) var<uniform> params: Params;

const NO_ROW = 0xffffffffu; // of a column that pads

// The row that a column of a quad of the tensor is, of whichever piece the quad is in.
fn row_of(quad: u32, place: u32) -> u32 {
  let piece_quads = (params.piece + 3u) / 4u;
  let in_piece = (quad % piece_quads) * 4u + place;
  return select(NO_ROW, (quad / piece_quads) * params.piece + in_piece, in_piece < params.piece);
}

fn term(row: u32, k: u32) -> u32 {
  if (k >= params.terms) {
    return 0u;
  }
  return stored_bits(row, k);
}

fn f32_of_f16(h: vec4u) -> vec4u {
  let sign = (h & vec4u(0x8000u)) << vec4u(16u);
  let magnitude = h & vec4u(0x7fffu);
  let rebased = (magnitude << vec4u(13u)) + vec4u(112u << 23u);
  let normal = select(rebased, rebased + vec4u(112u << 23u), magnitude >= vec4u(0x7c00u));
  // A subnormal is fraction x 2^-24, which f32 holds as a normal number: its leading one becomes implicit.
  let top = firstLeadingBit(max(magnitude, vec4u(1u)));
  let fraction = (magnitude << (vec4u(23u) - top)) & vec4u(0x7fffffu);
  let subnormal = select(((top + vec4u(103u)) << vec4u(23u)) | fraction, vec4u(), magnitude == vec4u());
  return sign | select(normal, subnormal, magnitude < vec4u(0x400u));
}

// Four terms' f32 bits. What is stored in blocks is given as such.
fn f32_bits(stored: vec4u) -> vec4u {
  if (STORED == 1u) {
    return stored << vec4u(16u);
  }
  if (STORED == 2u) {
    return f32_of_f16(stored);
  }
  return stored;
}

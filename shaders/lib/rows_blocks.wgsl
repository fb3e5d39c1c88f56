// Rows as GGUF stores Q8_0 and Q4_0, from params.first_row on: of each 32 weights a scale in f16, then 32 int8, or 16 bytes of two nibbles, the
// lower one of weight i and the upper one of weight i + 16. A block begins at any even byte.
fn stored_byte(at: u32) -> u32 {
  return (source[at / 4u] >> (8u * (at & 3u))) & 0xffu;
}

fn block_at(row: u32, block: u32) -> u32 {
  return ((row - params.first_row) * (params.terms / 32u) + block) * select(18u, 34u, STORED == 3u);
}

fn stored_scale(row: u32, block: u32) -> u32 {
  let at = block_at(row, block);
  return stored_byte(at) | (stored_byte(at + 1u) << 8u);
}

// A byte, or a nibble.
fn stored_integer(row: u32, k: u32) -> u32 {
  let i = k % 32u;
  let at = block_at(row, k / 32u) + 2u;
  if (STORED == 3u) {
    return stored_byte(at + i);
  }
  return (stored_byte(at + i % 16u) >> (4u * (i / 16u))) & 15u;
}

// The f32 bits of scale times integer, exact: no product of more than 11 and 8 bits, no result below f32's normal numbers.
fn stored_bits(row: u32, k: u32) -> u32 {
  let scale = stored_scale(row, k / 32u);
  let word = stored_integer(row, k);
  let q = select(i32(word) - 8, i32(word << 24u) >> 24u, STORED == 3u);
  let sign = ((scale & 0x8000u) << 16u) ^ select(0u, 0x80000000u, q < 0);
  let exponent = (scale >> 10u) & 0x1fu;
  let fraction = scale & 0x3ffu;
  if (exponent == 31u) {
    return select(sign | 0x7f800000u, 0x7fc00000u, fraction != 0u || q == 0);
  }
  let product = select(fraction | 0x400u, fraction, exponent == 0u) * u32(abs(q));
  if (product == 0u) {
    return sign;
  }
  // product x 2^(max(exponent, 1) - 25).
  let top = firstLeadingBit(product);
  return sign | ((top + max(exponent, 1u) + 102u) << 23u) | ((product << (23u - top)) & 0x7fffffu);
}

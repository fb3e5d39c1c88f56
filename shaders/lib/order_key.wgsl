// An integer that grows with an f32, and is one for -0 and 0. Values are compared by it, so that the order is the same whatever a
// device makes of subnormals and of what is not a number.

fn order_key(value: f32) -> u32 {
  return key_of_bits(bitcast<u32>(value));
}

fn key_of_bits(bits: u32) -> u32 {
  return select(bits | 0x80000000u, ~bits, bits > 0x80000000u);
}

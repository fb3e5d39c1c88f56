// Rows as a checkpoint stores them, from params.first_row on: elements row-major, 16-bit ones two to a word, low half first.
fn stored_bits(row: u32, k: u32) -> u32 {
  let element = (row - params.first_row) * params.terms + k;
  if (STORED == 0u) {
    return source[element];
  }
  return (source[element / 2u] >> (16u * (element & 1u))) & 0xffffu;
}

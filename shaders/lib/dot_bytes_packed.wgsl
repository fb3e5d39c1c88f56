// Four products of signed bytes and their sum by the language's own function. lib/dot_bytes_plain.wgsl says the same without it.
fn dot_bytes(a: u32, b: u32) -> i32 {
  return dot4I8Packed(a, b);
}

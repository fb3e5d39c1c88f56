// Four products of signed bytes and their sum in f32, where the language has no function for it, or the adapter none: at most 4 * 128 * 128, exact in any order.
fn dot_bytes(a: u32, b: u32) -> i32 {
  return i32(exact_dot(signed_bytes(a), signed_bytes(b)));
}

// Four products of signed bytes and their sum, where the language has no function for it.
fn signed_bytes(word: u32) -> vec4i {
  return bitcast<vec4i>(vec4u(word) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u);
}

fn dot_bytes(a: u32, b: u32) -> i32 {
  let products = signed_bytes(a) * signed_bytes(b);
  return products.x + products.y + products.z + products.w;
}

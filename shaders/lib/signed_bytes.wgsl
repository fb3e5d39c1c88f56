// Bytes as the highest of an i32, which nothing shifts back: a software adapter shifts four lanes one by one.
fn signed_bytes(word: u32) -> vec4f {
  let high = vec4u(word) * vec4u(0x1000000u, 0x10000u, 0x100u, 1u);
  return vec4f(bitcast<vec4i>(high & vec4u(0xff000000u))) * 5.9604644775390625e-8;
}

// Of integers that f32 holds with all their sums, exact in any order. Not `dot`: of that WGSL promises neither the order nor that products are rounded by themselves.
fn exact_dot(w: vec4f, x: vec4f) -> f32 {
  let products = w * x;
  return (products.x + products.y) + (products.z + products.w);
}

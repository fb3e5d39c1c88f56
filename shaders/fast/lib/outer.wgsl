// Products in outer form, for kernels that may add in any order: one accumulator an output instead of the lane form's four, so
// that a thread's registers hold four times as many outputs.

// The terms k..k+3 of one row, times a quad of weights by term: column j of `w` is term k + j of four outputs.
fn add_products(acc: vec4f, w: mat4x4f, x: vec4f) -> vec4f {
  return fma(w[3], vec4f(x.w), fma(w[2], vec4f(x.z), fma(w[1], vec4f(x.y), fma(w[0], vec4f(x.x), acc))));
}

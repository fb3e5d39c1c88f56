// Integer sums of products of signed bytes (a quad's columns by a row's terms) where the language has no function for it, or the adapter none: in f32.
// Each is at most 32 * 128 * 127, and so is every sum on the way: 19 bits, exact in any order. Weights come times INTEGER_UNIT, as widening leaves them.
alias BlockSums = vec4f;
alias RowTerms = vec4f;
alias QuadTerms = mat4x4f;

// Bytes as the highest of an i32, which nothing shifts back: a software adapter shifts four lanes one by one.
fn row_terms(word: u32) -> RowTerms {
  let high = vec4u(word) * vec4u(0x1000000u, 0x10000u, 0x100u, 1u);
  return vec4f(bitcast<vec4i>(high & vec4u(0xff000000u))) * 5.9604644775390625e-8;
}

fn quad_terms(group: u32, quad: u32, quads: u32) -> QuadTerms {
  return quad_integers(group, quad, quads);
}

fn add_dots(sums: BlockSums, w: QuadTerms, x: RowTerms) -> BlockSums {
  return sums + vec4f(dot(w[0], x), dot(w[1], x), dot(w[2], x), dot(w[3], x));
}

fn integer_sums(sums: BlockSums) -> vec4f {
  return sums * (1.0 / INTEGER_UNIT);
}

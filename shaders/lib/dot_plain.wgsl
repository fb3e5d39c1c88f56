// Integer sums of products of signed bytes (a quad's columns by a row's terms) where the language has no function for it, or the adapter none: in f32.
// Each is at most 32 * 128 * 127, and so is every sum on the way: 19 bits, exact in any order. Weights come over INTEGER_UNIT, as widening leaves them.
alias BlockSums = vec4f;
alias RowTerms = vec4f;
alias QuadTerms = mat4x4f;

fn row_terms(word: u32) -> RowTerms {
  return signed_bytes(word);
}

fn quad_terms(group: u32, quad: u32, quads: u32) -> QuadTerms {
  return quad_integers(group, quad, quads);
}

fn add_dots(sums: BlockSums, w: QuadTerms, x: RowTerms) -> BlockSums {
  return sums + vec4f(exact_dot(w[0], x), exact_dot(w[1], x), exact_dot(w[2], x), exact_dot(w[3], x));
}

fn integer_sums(sums: BlockSums) -> vec4f {
  return sums * INTEGER_UNIT;
}

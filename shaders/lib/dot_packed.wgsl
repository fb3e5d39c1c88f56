// Integer sums of products of signed bytes by the language's own function: exact, so whoever adds them up gives the same. lib/dot_plain.wgsl says the same
// without it.
alias BlockSums = vec4i;
alias RowTerms = u32;
alias QuadTerms = vec4u;

fn row_terms(word: u32) -> RowTerms {
  return word;
}

fn quad_terms(group: u32, quad: u32, quads: u32) -> QuadTerms {
  return quad_bytes(group, quad, quads);
}

fn add_dots(sums: BlockSums, w: QuadTerms, x: RowTerms) -> BlockSums {
  return sums + vec4i(dot4I8Packed(w.x, x), dot4I8Packed(w.y, x), dot4I8Packed(w.z, x), dot4I8Packed(w.w, x));
}

fn integer_sums(sums: BlockSums) -> vec4f {
  return vec4f(sums);
}

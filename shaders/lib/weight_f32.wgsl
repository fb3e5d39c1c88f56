// Weights held as f32. Every format of weights owns bind group 1 and gives kernels WeightQuad, what is stored of the weights
// w[n..n+3, k..k+3], WeightUnit, what the buffers are made of, stored_quad, which fetches quad n / 4 of group k / 4 by stored_unit
// (lib/weights_whole.wgsl, or what stands for it where a matrix lies in several buffers), widen_quad, whose column c is output column
// n + c, and load_quad, which does both. weights4, which makes operands of weights that may be none, kernels/preludes.ts gives them.
alias WeightQuad = mat4x4f;

fn widen_quad(q: WeightQuad) -> mat4x4f {
  return mat4x4f(weights4(q[0]), weights4(q[1]), weights4(q[2]), weights4(q[3]));
}

fn load_quad(group: u32, quad: u32, quads: u32) -> mat4x4f {
  return widen_quad(stored_quad(group, quad, quads));
}

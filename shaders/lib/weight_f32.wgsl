// A weight quad is w[n..n+3, k..k+3]: column c of the matrix holds output column n + c.
alias WeightQuad = mat4x4f;

fn widen_quad(q: WeightQuad) -> mat4x4f {
  return q;
}

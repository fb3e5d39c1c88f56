// The same with GELU in its tanh form, 0.5 x (1 + tanh(z)) with z = sqrt(2 / pi) (x + 0.044715 x^3): that is x over 1 + exp(-2 z), so that
// one quotient gives it, as it gives SiLU.
fn exponent_of(x: vec4f) -> vec4f {
  let cube = (x * x) * x;
  let inner = x + 0.044715 * cube;
  return 1.5957691216057308 * inner;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let group = id.x;
  let row = id.y;
  if (group >= params.groups) {
    return;
  }
  let gate = projected(row, 0u, group);
  let gelu = gate / (vec4f(1.0) + exp(-exponent_of(gate)));
  y[row * params.groups + group] = narrow4(gelu * projected(row, 1u, group));
}

// What the gate of an MLP goes through: SiLU.
fn activated(gate: vec4f) -> vec4f {
  return divide4(gate, vec4f(1.0) + exp4(-gate));
}

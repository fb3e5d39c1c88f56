// What the gate of an MLP goes through: GELU in its tanh form, 0.5 x (1 + tanh(z)) with z = sqrt(2 / pi) (x + 0.044715 x^3). That is
// x over 1 + exp(-2 z), so that one quotient gives it, as it gives SiLU.
fn activated(gate: vec4f) -> vec4f {
  let cube = times4(times4(gate, gate), gate);
  let inner = gate + times4(vec4f(0.0447149985f), cube);
  return divide4(gate, vec4f(1.0) + exp4(-times4(vec4f(1.59576917f), inner)));
}

// Arithmetic as the platform has it: what WGSL leaves open, the adapter decides. The other prelude with these names: math_portable.wgsl. This
// text is for vectors; kernels/math.ts makes the one for scalars of it, whose names end in 1.

fn apart4(x: vec4f) -> vec4f {
  return x;
}

fn mul_add4(a: vec4f, b: vec4f, c: vec4f) -> vec4f {
  return fma(a, b, c);
}

fn times_add4(a: vec4f, b: vec4f, c: vec4f) -> vec4f {
  return fma(a, b, c);
}

fn times4(a: vec4f, b: vec4f) -> vec4f {
  return a * b;
}

fn kept4(x: vec4f) -> vec4f {
  return x;
}

fn kept_top4(top: vec4u) -> vec4u {
  return top;
}

fn exp4(x: vec4f) -> vec4f {
  return exp(x);
}

fn divide4(a: vec4f, b: vec4f) -> vec4f {
  return a / b;
}

fn root4(x: vec4f) -> vec4f {
  return inverseSqrt(x);
}

fn log4(x: vec4f) -> vec4f {
  return log(x);
}

// The form without subgroups: each thread's sum goes to workgroup memory as it is.
const SUBGROUP = 1u;

fn fold(own: vec4f) -> vec4f {
  return own;
}

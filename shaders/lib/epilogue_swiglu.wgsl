// The epilogue of the fused gate and up projection (lib/epilogue_sums.wgsl): y = activated(gate) * up, rounded once. A pair is a quad of
// gate and the same quad of up, half of all columns further on.

@group(2) @binding(0) var<storage, read_write> y: array<Act4>; // (rows, quads / 2)

fn left_quad(pair: u32) -> u32 {
  return pair;
}

fn right_quad(pair: u32) -> u32 {
  return pair + params.quads / 2u;
}

fn finish(row: u32, pair: u32, gate: vec4f, up: vec4f) {
  y[row * (params.quads / 2u) + pair] = narrow4(times4(activated(gate), up));
}

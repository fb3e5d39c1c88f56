// Packs rows of an [out, in] projection as kernels read weights that are held one by one: (groups, quads) of four columns by four terms, k-major.
// All in integer code, so that subnormals and NaN pass as the host's code passes them; needs pack_columns.wgsl, whose block is a group here and
// whose unit a quad, and f16_bits.wgsl. The same on the host: src/kernels/pack.ts.

// 0: f32, 1: bf16, 2: f16.
override HELD: u32;
// Bits of the least operand of portable arithmetic (lib/math_portable.wgsl): f16 holds none below.
override LEAST: u32;

@group(0) @binding(1) var<storage, read_write> packed: array<vec4u>;

fn bf16_of_bits(u: vec4u) -> vec4u {
  let rounded = (u + vec4u(0x7fffu) + ((u >> vec4u(16u)) & vec4u(1u))) >> vec4u(16u);
  let quiet = (u >> vec4u(16u)) | vec4u(0x40u);
  return select(rounded, quiet, (u & vec4u(0x7fffffffu)) > vec4u(0x7f800000u));
}

fn converted(stored: vec4u) -> vec4u {
  if (STORED == HELD) {
    return stored;
  }
  let u = f32_bits(stored);
  if (HELD == 0u) {
    return u;
  }
  if (HELD == 1u) {
    return bf16_of_bits(u);
  }
  let h = f16_of_bits(u);
  if (any((h & vec4u(0x7fffu)) == vec4u(0x7c00u))) {
    atomicOr(&overflow, 1u);
  }
  return h;
}

// Four terms of a column.
fn column(quad: u32, place: u32, group: u32) -> vec4u {
  let row = row_of(quad, place);
  if (row == NO_ROW) {
    return vec4u();
  }
  let k = group * 4u;
  let held = converted(vec4u(term(row, k), term(row, k + 1u), term(row, k + 2u), term(row, k + 3u)));
  if (HELD < 2u) {
    let magnitude = (held << vec4u((16u * HELD) & 16u)) & vec4u(0x7fffffffu);
    if (any((magnitude != vec4u()) & (magnitude < vec4u(LEAST)))) {
      atomicOr(&overflow, 2u);
    }
  }
  return held;
}

fn halves(h: vec4u) -> vec2u {
  return vec2u(h.x | (h.y << 16u), h.z | (h.w << 16u));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.blocks || id.y >= params.count) {
    return;
  }
  let group = params.first_block + id.x;
  let quad = params.first_quad + id.y;
  // Wraps where it lies before what is held here, and is then too large as well.
  let at = group * params.quads + params.to + quad - params.base;
  if (at >= params.held) {
    return;
  }
  let a = column(quad, 0u, group);
  let b = column(quad, 1u, group);
  let c = column(quad, 2u, group);
  let d = column(quad, 3u, group);
  if (HELD == 0u) {
    packed[4u * at] = a;
    packed[4u * at + 1u] = b;
    packed[4u * at + 2u] = c;
    packed[4u * at + 3u] = d;
  } else {
    packed[2u * at] = vec4u(halves(a), halves(b));
    packed[2u * at + 1u] = vec4u(halves(c), halves(d));
  }
}

// Packs rows of an [out, in] projection as kernels read weights: (groups, quads) of four columns by four terms, k-major. A prelude gives
// the rows (lib/rows_stored.wgsl, lib/rows_generated.wgsl). All in integer code, so that subnormals and NaN pass as the host's code passes
// them; needs f16_bits.wgsl. The same on the host: src/kernels/pack.ts.

struct Params {
  terms: u32,     // K
  quads: u32,     // of the whole matrix
  to: u32,        // the matrix' quad that the tensor begins at
  piece: u32,     // columns that are padded to whole quads: those of a head, or all
  first_quad: u32, // of the tensor, that this call begins at
  count: u32,      // quads of this call
  first_row: u32,  // of the tensor, that its first quad begins at
  first_group: u32,
  groups: u32,     // of this call
  base: u32,       // quads of the matrix before those that `packed` holds
  held: u32,       // quads that `packed` holds
}

// 0: f32, 1: bf16, 2: f16.
override STORED: u32;
override HELD: u32;

@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(1) var<storage, read_write> packed: array<vec4u>;
@group(0) @binding(2) var<storage, read_write> overflow: atomic<u32>; // nonzero where a weight does not fit f16
@group(0) @binding(3) var<uniform> params: Params;

fn f32_of_f16(h: vec4u) -> vec4u {
  let sign = (h & vec4u(0x8000u)) << vec4u(16u);
  let magnitude = h & vec4u(0x7fffu);
  let rebased = (magnitude << vec4u(13u)) + vec4u(112u << 23u);
  let normal = select(rebased, rebased + vec4u(112u << 23u), magnitude >= vec4u(0x7c00u));
  // A subnormal is fraction x 2^-24, which f32 holds as a normal number: its leading one becomes implicit.
  let top = firstLeadingBit(max(magnitude, vec4u(1u)));
  let fraction = (magnitude << (vec4u(23u) - top)) & vec4u(0x7fffffu);
  let subnormal = select(((top + vec4u(103u)) << vec4u(23u)) | fraction, vec4u(), magnitude == vec4u());
  return sign | select(normal, subnormal, magnitude < vec4u(0x400u));
}

fn bf16_of_bits(u: vec4u) -> vec4u {
  let rounded = (u + vec4u(0x7fffu) + ((u >> vec4u(16u)) & vec4u(1u))) >> vec4u(16u);
  let quiet = (u >> vec4u(16u)) | vec4u(0x40u);
  return select(rounded, quiet, (u & vec4u(0x7fffffffu)) > vec4u(0x7f800000u));
}

fn converted(stored: vec4u) -> vec4u {
  if (STORED == HELD) {
    return stored;
  }
  var u = stored;
  if (STORED == 1u) {
    u = stored << vec4u(16u);
  } else if (STORED == 2u) {
    u = f32_of_f16(stored);
  }
  if (HELD == 0u) {
    return u;
  }
  if (HELD == 1u) {
    return bf16_of_bits(u);
  }
  let h = f16_of_bits(u);
  if (any((h & vec4u(0x7fffu)) == vec4u(0x7c00u))) {
    atomicStore(&overflow, 1u);
  }
  return h;
}

fn term(row: u32, k: u32) -> u32 {
  if (k >= params.terms) {
    return 0u;
  }
  return stored_bits(row, k);
}

// Four terms of a column, of whichever piece its quad is in.
fn column(quad: u32, place: u32, group: u32) -> vec4u {
  let piece_quads = (params.piece + 3u) / 4u;
  let in_piece = (quad % piece_quads) * 4u + place;
  if (in_piece >= params.piece) {
    return vec4u();
  }
  let row = (quad / piece_quads) * params.piece + in_piece;
  let k = group * 4u;
  return converted(vec4u(term(row, k), term(row, k + 1u), term(row, k + 2u), term(row, k + 3u)));
}

fn halves(h: vec4u) -> vec2u {
  return vec2u(h.x | (h.y << 16u), h.z | (h.w << 16u));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= params.groups || id.y >= params.count) {
    return;
  }
  let group = params.first_group + id.x;
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

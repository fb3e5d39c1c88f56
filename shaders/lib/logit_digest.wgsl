// What one logit adds to the four words of its row's digest: a sum modulo 2^32 over all token ids, whose order is free.
// The same code in TypeScript: src/numerics/digest.ts. The multipliers and shifts are those of MurmurHash3 by Austin
// Appleby (public domain); the seeds are the first digits of pi.

const DIGEST_SEEDS = vec4u(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u);

fn digest_of(token: u32, bits: u32) -> vec4u {
  var shared_half = bits * 0xcc9e2d51u;
  shared_half = ((shared_half << 15u) | (shared_half >> 17u)) * 0x1b873593u;
  var h = vec4u(shared_half) ^ (vec4u(token * 0x9e3779b1u) + DIGEST_SEEDS);
  h = (h ^ (h >> vec4u(16u))) * 0x85ebca6bu;
  h = (h ^ (h >> vec4u(13u))) * 0xc2b2ae35u;
  return h ^ (h >> vec4u(16u));
}

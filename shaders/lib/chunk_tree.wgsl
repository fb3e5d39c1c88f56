// Chunk sums added as one binary tree (numerics/plan.ts: chunkTree), one after the other. A kernel says what they are (ChunkSums) and how two
// that follow each other are added (add_sums). As in counting up: level l holds the sum of 2^l chunks where bit l of the next one's number is set.

const LEVELS = 8u; // of up to 256 chunks, or runs of chunks

alias Held = array<ChunkSums, LEVELS>;

// Takes the next chunk's sum; of the last one it gives the sum of all.
fn take_chunk(held: ptr<function, Held>, chunk: u32, last: bool, sums: ChunkSums) -> ChunkSums {
  var sum = sums;
  for (var level = 0u; level < LEVELS; level++) {
    if (((chunk >> level) & 1u) == 1u) {
      sum = add_sums((*held)[level], sum);
    } else if (!last) {
      (*held)[level] = sum;
      break;
    }
  }
  return sum;
}

// Blocks that are stored as they are held. Needs rows_blocks.wgsl.
struct BlockScale {
  bits: u32, // f16
}

fn block_scale(row: u32, block: u32) -> BlockScale {
  // Nothing that is stored is refused; what packs binds this all the same.
  _ = &overflow;
  return BlockScale(stored_scale(row, block));
}

fn block_integer(row: u32, k: u32, scale: BlockScale) -> u32 {
  return stored_integer(row, k);
}

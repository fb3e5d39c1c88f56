// Next to nothing: what a dispatch costs by itself.

@group(0) @binding(0) var<storage, read_write> word: array<u32>;

@compute @workgroup_size(1)
fn main() {
  word[0] = 1u;
}

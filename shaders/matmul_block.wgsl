// A tiled matmul (lib/matmul_tile.wgsl) with eight rows by eight columns to a thread: half the loads of four by four for
// each multiply-add, in more registers than a GPU's thread has. For software adapters, where every load of a word is slow
// and registers are memory anyway.

override TILE_X: u32;
override TILE_Y: u32;

@compute @workgroup_size(TILE_X, TILE_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quads = params.quads;
  let left = id.x * 2u;
  let top = id.y * 8u;
  if (left >= quads || top >= params.rows) {
    return;
  }
  // A quad past the end repeats the last one and is not written.
  let right = min(left + 1u, quads - 1u);
  let at_top = rows_at(top);
  let at_bottom = rows_at(top + 4u);
  let first = id.z * params.chunks_per_part;
  let end = min(first + params.chunks_per_part, params.chunks);
  var top_left = mat4x4f();
  var top_right = mat4x4f();
  var bottom_left = mat4x4f();
  var bottom_right = mat4x4f();
  for (var chunk = first; chunk < end; chunk++) {
    var tile0 = Tile();
    var tile1 = Tile();
    var tile2 = Tile();
    var tile3 = Tile();
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group++) {
      let w_left = load_quad(group, left, quads);
      let w_right = load_quad(group, right, quads);
      let x_top = load_rows(at_top, group);
      tile0 = add_group(tile0, w_left, x_top);
      tile1 = add_group(tile1, w_right, x_top);
      let x_bottom = load_rows(at_bottom, group);
      tile2 = add_group(tile2, w_left, x_bottom);
      tile3 = add_group(tile3, w_right, x_bottom);
    }
    let later = chunk > first;
    top_left = add_chunk(top_left, tile0, later);
    top_right = add_chunk(top_right, tile1, later);
    bottom_left = add_chunk(bottom_left, tile2, later);
    bottom_right = add_chunk(bottom_right, tile3, later);
  }
  write_rows(top_left, id.z, top, left);
  write_rows(bottom_left, id.z, top + 4u, left);
  if (left + 1u < quads) {
    write_rows(top_right, id.z, top, right);
    write_rows(bottom_right, id.z, top + 4u, right);
  }
}

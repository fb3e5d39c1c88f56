// A tiled matmul (lib/matmul_tile.wgsl) with four rows by four columns to a thread.

override TILE_X: u32;
override TILE_Y: u32;

@compute @workgroup_size(TILE_X, TILE_Y)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = id.x;
  let row = id.y * 4u;
  if (quad >= params.quads || row >= params.rows) {
    return;
  }
  let quads = params.quads;
  let at = rows_at(row);
  let first = id.z * params.chunks_per_part;
  let end = min(first + params.chunks_per_part, params.chunks);
  var total = mat4x4f();
  for (var chunk = first; chunk < end; chunk++) {
    var tile = Tile();
    let stop = bounds[chunk + 1u];
    for (var group = bounds[chunk]; group < stop; group++) {
      tile = add_group(tile, load_quad(group, quad, quads), load_rows(at, group));
    }
    total = add_chunk(total, tile, chunk > first);
  }
  write_rows(total, id.z, row, quad);
}

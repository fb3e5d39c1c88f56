// Of an epilogue that ends each pair by itself (lib/epilogue_sums.wgsl): a workgroup has nothing left to do.

fn finish_workgroup(workgroup: vec2u, thread: u32) {
}

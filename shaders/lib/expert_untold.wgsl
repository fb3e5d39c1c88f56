// Nobody asks what an expert's sums were.
fn tell(at: u32, sums: vec4f) {}

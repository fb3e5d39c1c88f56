// A trace asks for sums that go no further than the kernel.
@group(2) @binding(0) var<storage, read_write> told: array<vec4f>;

fn tell(at: u32, sums: vec4f) {
  told[at] = sums;
}

import { expect, test } from 'vitest';
import { uniformFields, writeUniforms } from './uniform-layout.ts';

const SHADER = `
struct Params {
  rows: u32, // a comment, with a comma
  epsilon: f32,
}
struct Other { rows: vec4f }
`;

test('fields come in order, comments and other structs aside', () => {
  expect(uniformFields(SHADER)).toEqual([
    { name: 'rows', type: 'u32' },
    { name: 'epsilon', type: 'f32' },
  ]);
  expect(uniformFields('fn main() {}')).toEqual([]);
});

test('a field that is no scalar is refused by name', () => {
  expect(() => uniformFields('struct Params { box: vec4f }')).toThrow('found "box: vec4f"');
});

test('values are written by name, and a missing or unknown one is refused', () => {
  const view = new DataView(new ArrayBuffer(16));
  writeUniforms(uniformFields(SHADER), { epsilon: 0.5, rows: 7 }, view, 8);
  expect([view.getUint32(8, true), view.getFloat32(12, true)]).toEqual([7, 0.5]);
  expect(() => writeUniforms(uniformFields(SHADER), { rows: 1 }, view, 0)).toThrow('no value for epsilon');
  expect(() => writeUniforms(uniformFields(SHADER), { rows: 1, epsilon: 1, n: 2 }, view, 0)).toThrow(
    'no field n',
  );
});

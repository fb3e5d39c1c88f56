import { expect, test } from 'vitest';
import { readCompileMessage } from './compile-message.ts';

const given = (message: string, lineNum: number, linePos: number, length: number) =>
  readCompileMessage({
    type: 'error',
    message,
    lineNum,
    linePos,
    length,
    offset: 0,
  } as GPUCompilationMessage);

test("Dawn's messages stay what they are", () => {
  expect(given("unresolved value 'nope'", 3, 7, 4)).toEqual({
    ...{ type: 'error', text: "unresolved value 'nope'", line: 3, column: 7, length: 4 },
  });
});

test('of a drawing by naga the first line and the notes are left', () => {
  const drawing = `
Shader 't' parsing error: invalid left-hand side of assignment
  ┌─ wgsl:1:14
  │
1 │ fn f() { let a = 1u; a = 2u; }
  │              ^       ^ cannot assign to this expression
  │              │${'        '}
  │              this is an immutable binding
  │
  = note: consider declaring \`a\` with \`var\` instead of \`let\`

`;
  expect(given(drawing, 1, 22, 1)).toMatchObject({
    text: 'invalid left-hand side of assignment; consider declaring `a` with `var` instead of `let`',
    line: 1,
    column: 22,
  });
  const validation = `
Shader validation error: Function [0] 'f' is invalid
  ┌─ t:1:1
  │
1 │ fn f(a: u32) -> u32 { }
  │ ^^^^^^^^^^^^^^^^^^^^^^^ naga::ir::Function [0]
  │
  = The \`return\` expression None does not match the declared return type Some([0])
`;
  expect(given(validation, 1, 1, 23).text).toBe(
    "Function [0] 'f' is invalid; The `return` expression None does not match the declared return type Some([0])",
  );
});

test('a place that naga only draws is read from the drawing', () => {
  const drawing = `
Shader 't' parsing error: automatic conversions cannot convert \`{AbstractFloat}\` to \`u32\`
  ┌─ wgsl:2:24
  │
2 │ fn f() -> u32 { return 1.5; }
  │                        ^^^ this expression has type {AbstractFloat}
`;
  expect(given(drawing, 1, 1, 0)).toMatchObject({ line: 2, column: 24 });
});

import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { INITIAL_SETUP } from '../cases/setup.ts';
import { casesOf, TESTED_ROWS } from './companies.ts';
import { EDITABLE_KERNELS, editableKernel, kernelDtype, originalText } from './editable-kernels.ts';
import { currentText } from './older-text.ts';
import { testInvariance } from './property-test.ts';
import olderRow from './testing/matmul_row_before.wgsl?raw';
import type { Verdict } from './verdict.ts';

await describeOnGpu('testInvariance', (gpu) => {
  async function verdictOn(id: string, edit: (text: string) => string = (text) => text): Promise<Verdict> {
    const kernel = editableKernel(id);
    const { operation, dimensions } = kernel;
    const dtype = kernelDtype(kernel, 'bf16');
    const setup = { ...INITIAL_SETUP, operation, dimensions, dtype, set: 'invariant' } as const;
    const original = originalText(kernel, dtype);
    const text = edit(original);
    const options = { signal: new AbortController().signal, onProgress: () => undefined, time: 240_000 };
    return await testInvariance(gpu, { kernel: id, text, setup }, options);
  }

  test('finds the smallest M at which split-K follows M', async () => {
    const verdict = await verdictOn('split-k');
    expect(verdict).toMatchObject({
      kind: 'tested',
      check: { wrong: null },
      counterexample: { company: { rows: 9 }, smallest: true, cause: 'shape', check: { wrong: null } },
    });
    if (verdict.kind !== 'tested' || !verdict.counterexample) throw new Error('expected a counterexample');
    expect(verdict.counterexample.alone).not.toBe(verdict.counterexample.here);
  });

  test.each(EDITABLE_KERNELS.map(({ id }) => id).filter((id) => id !== 'split-k'))(
    'finds none for %s as it ships, and its rows correct',
    async (id) => {
      expect(await verdictOn(id)).toMatchObject({
        kind: 'tested',
        counterexample: null,
        check: { wrong: null },
        complete: true,
        rows: TESTED_ROWS,
        cases: casesOf(editableKernel(id).operation).length,
      });
    },
  );

  test.each([
    ['matmul-row', () => currentText(olderRow)],
    [
      'matmul-tile',
      (text: string) => text.replace(/load_quad\((\w+), (\w+), (\w+)\)/, 'widen_quad(weights[$1 * $3 + $2])'),
    ],
  ])('%s as an older page kept it is still sound', async (id, edit) => {
    expect(edit(originalText(editableKernel(id), 'bf16'))).toContain('widen_quad(weights[');
    expect(await verdictOn(id, edit)).toMatchObject({
      kind: 'tested',
      counterexample: null,
      check: { wrong: null },
    });
  });

  test('a compile error has its line and column in the edited text, preludes not counted', async () => {
    const verdict = await verdictOn('matmul-row', (text) =>
      text.replace('var total = vec4f();', 'var total = vec4f()'),
    );
    expect(verdict.kind).toBe('compile');
    if (verdict.kind !== 'compile') return;
    const [{ line, column, text }] = verdict.messages;
    expect(text).toMatch(/^expected [`'];[`']/);
    const lines = originalText(editableKernel('matmul-row'), 'bf16').split('\n');
    expect(lines[line - 2]).toContain('var total = vec4f()');
    expect(column).toBe(3);
  });

  test('zeros are the same in every batch, and wrong', async () => {
    expect(
      await verdictOn('fixed-chunks', (text) => text.replace('+ column] = total;', '+ column] = 0.0;')),
    ).toMatchObject({ kind: 'tested', counterexample: null, check: { wrong: { element: 0, found: 0 } } });
  });

  test('outputs that are not written are wrong, whatever an earlier step left there', async () => {
    const verdict = await verdictOn('row-dot', (text) =>
      text.replace('column >= params.columns', 'column >= params.columns / params.rows'),
    );
    expect(verdict).toMatchObject({ counterexample: { company: { rows: 2 }, here: Number.NaN } });
  });

  test('a kernel that reads other rows is told from one that follows their number', async () => {
    const verdict = await verdictOn('row-dot', (text) =>
      text.replace('] = sum;', '] = sum + 1e-3 * x[(params.rows - 1u) * params.terms];'),
    );
    expect(verdict).toMatchObject({ counterexample: { cause: 'content', company: { rows: 2 } } });
  });

  test('an order that follows the place in the batch is named so', async () => {
    const verdict = await verdictOn('fixed-chunks', (text) =>
      text
        .replace('params.terms; start += CHUNK', 'params.terms; start += CHUNK')
        .replace(
          'let end = min(start + CHUNK, params.terms);',
          'let end = min(start + CHUNK, params.terms);\n    if (row == 2u && start > 0u) { total = -total; total = -total + 1e-4; }',
        ),
    );
    expect(verdict).toMatchObject({ counterexample: { cause: 'place', company: { rows: 3, place: 2 } } });
  });

  test.each([
    ['for learning', 'fixed-chunks', 'start += CHUNK', 'start += 0u'],
    ['with a barrier', 'add-norm', 'stride /= 2u', 'stride *= 1u'],
  ])('an endless loop %s is stopped and named by its line', async (_, id, from, to) => {
    const verdict = await verdictOn(id, (text) => text.replace(from, to));
    const lines = originalText(editableKernel(id), 'f32').split('\n');
    const line = lines.findIndex((each) => each.includes(from)) + 1;
    expect(verdict).toMatchObject({ kind: 'stopped', rows: 1, loop: { line } });
  });

  /** An edit of row_dot: statements of its own before the sum, a function after the struct. */
  const before =
    (statements: string, functions = '') =>
    (text: string) =>
      text
        .replace('  var sum = 0.0;\n', `  var sum = 0.0;\n${statements}\n`)
        .replace('@compute', `${functions}\n@compute`);

  test.each([
    ['before others that end', before('  loop { sum += 1.0; if (sum < 0.0) { break; } } // endless')],
    [
      'between others that end',
      before(`  for (var i = 0u; i < 20000u; i++) { sum += 1.0; }
  while (sum >= 0.0) { sum += 1.0; } // endless
  for (var i = 0u; i < 9u; i++) { sum -= 1.0; }`),
    ],
    [
      'around one that ends',
      before(`  loop { // endless
    for (var i = 0u; i < 9u; i++) { sum += 1.0; }
    if (sum < 0.0) { break; }
  }`),
    ],
    [
      'within one that ends',
      before(`  for (var i = 0u; i < 9u; i++) {
    loop { sum += 1.0; if (sum < 0.0) { break; } } // endless
  }`),
    ],
    [
      'that calls a function with one that ends',
      before(
        '  loop { sum += some(sum); if (sum < 0.0) { break; } } // endless',
        'fn some(a: f32) -> f32 { var b = a; for (var i = 0u; i < 9u; i++) { b += 1.0; } return b; }',
      ),
    ],
    [
      'with a barrier, around one that ends',
      (text: string) =>
        text.replace('  if (column >= params.columns) {\n    return;\n  }\n', '').replace(
          '  var sum = 0.0;\n',
          `  var sum = 0.0;
  for (var n = 0u; n < 9u; n += 0u) { // endless
    for (var i = 0u; i < 9u; i++) { workgroupBarrier(); sum += 1.0; }
  }
`,
        ),
    ],
  ])('of several loops the endless one is named: %s', async (_, edit) => {
    const verdict = await verdictOn('row-dot', edit);
    const lines = edit(originalText(editableKernel('row-dot'), 'f32')).split('\n');
    const line = lines.findIndex((each) => each.includes('// endless')) + 1;
    expect(line).toBeGreaterThan(0);
    expect(verdict).toMatchObject({ kind: 'stopped', rows: 1, loop: { line } });
  });

  test('a binding of another kind is refused in words', async () => {
    const verdict = await verdictOn('row-dot', (text) =>
      text.replace('var<storage, read> x', 'var<storage, read_write> x'),
    );
    expect(verdict.kind).toBe('refused');
  });
});

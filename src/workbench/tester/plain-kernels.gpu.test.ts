import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { kernelRequests } from './kernel-question.ts';
import { kernelLike } from './plain-kernels.ts';
import { testEach } from './test-each.ts';
import type { Verdict } from './verdict.ts';

/** Small ones that no tile divides: the software adapter is slow. */
const SIZES = { matmul: '97x33', rmsnorm: '97', attention: '4x2x20x21' } as const;
type Like = keyof typeof SIZES;

/** The plain kernel with one of its lines written otherwise. */
function edited(like: Like, from: string, to: string): string {
  const text = kernelLike(like).source('f32').parts.at(-1)!;
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, to);
}

await describeOnGpu('kernels of others', (gpu) => {
  async function verdictsOn(like: Like, text: string, more = {}): Promise<Verdict[]> {
    const requests = kernelRequests({ text, like, sizes: SIZES[like], ...more });
    const options = { time: 240_000, signal: new AbortController().signal, onProgress: () => undefined };
    const verdicts: Verdict[] = [];
    for await (const verdict of testEach(gpu, requests, options)) verdicts.push(verdict);
    return verdicts;
  }

  test.each(Object.keys(SIZES) as Like[])('plain %s is invariant, and right', async (like) => {
    const [verdict] = await verdictsOn(like, kernelLike(like).source('f32').parts.at(-1)!);
    expect(verdict).toMatchObject({
      kind: 'tested',
      counterexample: null,
      check: { wrong: null },
      complete: true,
    });
  });

  test('a norm that adds otherwise from M = 5 on is found out there', async () => {
    const text = edited(
      'rmsnorm',
      'i += THREADS) {\n    squares',
      'i += THREADS) {\n    if (params.rows > 4u) { squares += 1e-4; }\n    squares',
    );
    expect(await verdictsOn('rmsnorm', text)).toMatchObject([
      { kind: 'tested', counterexample: { company: { rows: 5 }, smallest: true, cause: 'shape' } },
    ]);
  });

  test('a norm with half as many threads from M = 9 on is found out, though most rows keep their bits', async () => {
    const text = edited(
      'rmsnorm',
      'for (var i = thread; i < params.hidden; i += THREADS) {\n    squares',
      'let lanes = select(THREADS, THREADS / 2u, params.rows > 8u);\n  for (var i = thread; i < params.hidden && thread < lanes; i += lanes) {\n    squares',
    );
    expect(await verdictsOn('rmsnorm', text)).toMatchObject([
      {
        ...{ kind: 'tested', check: { wrong: null } },
        counterexample: { company: { rows: 9 }, smallest: true, cause: 'shape', check: { wrong: null } },
      },
    ]);
  });

  test('attention that sees as many keys as the first row is found out where that is another', async () => {
    const [verdict] = await verdictsOn('attention', edited('attention', 'contexts[row]', 'contexts[0]'));
    if (verdict.kind !== 'tested' || !verdict.counterexample) throw new Error('expected a counterexample');
    const { company, cause, check } = verdict.counterexample;
    expect([company.place > 0, cause === 'shape', check.wrong !== null]).toEqual([true, false, true]);
  });

  test('attention with another scale is the same in every batch, and wrong', async () => {
    const [verdict] = await verdictsOn('attention', edited('attention', 'sum * params.scale', 'sum * 0.5'));
    expect(verdict).toMatchObject({
      counterexample: null,
      check: { wrong: { element: expect.any(Number) } },
    });
  });

  test('a workgroup may compute a tile of rows, and as many run as cover M', async () => {
    const text = edited(
      'matmul',
      'let row = id.y;',
      'for (var row = id.y * 4u; row < min(id.y * 4u + 4u, params.rows); row++) {',
    )
      .replace('    return;', '    continue;')
      .replace('] = sum;\n', '] = sum;\n  }\n');
    expect(await verdictsOn('matmul', text, { tile: '4x64' })).toMatchObject([
      { kind: 'tested', counterexample: null, check: { wrong: null } },
    ]);
    // Half as many workgroups as rows ask for leave rows out.
    const few = await verdictsOn('matmul', text, { tile: '8x64' });
    expect(few).toMatchObject([{ counterexample: { here: Number.NaN, company: { rows: 5, place: 4 } } }]);
  });

  test('what does not compile is not tried at another size, and has its place', async () => {
    const text = edited('matmul', 'var sum = 0.0;', 'var sum = nothing;');
    const verdicts = await verdictsOn('matmul', text, { sizes: '97x33,64x64' });
    const line = text.split('\n').findIndex((each) => each.includes('nothing')) + 1;
    expect(verdicts).toMatchObject([{ kind: 'compile', messages: [{ type: 'error', line }] }]);
  });

  test('one that cannot be called like that is refused with the field it lacks', async () => {
    const text = edited('matmul', '  columns: u32, // N\n', '').replaceAll('params.columns', '33u');
    expect(await verdictsOn('matmul', text)).toEqual([
      { kind: 'refused', message: 'struct Params has no field columns' },
    ]);
  });
});

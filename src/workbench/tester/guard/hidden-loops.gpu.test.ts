import { expect, test } from 'vitest';
import { openNodeGpu } from '../../../gpu/open-gpu.node.ts';
import { describeOnGpu } from '../../../gpu/testing/describe-on-gpu.ts';
import { HIDDEN_LOOP_WAYS, hiddenLoop } from '../../../wgsl/testing/hidden-loops.ts';
import { INITIAL_SETUP } from '../../cases/setup.ts';
import { caseValues } from '../../cases/values.ts';
import { ALONE } from '../companies.ts';
import { editableKernel, originalText } from '../editable-kernels.ts';
import { testInvariance } from '../property-test.ts';
import { TestedKernel } from '../tested-kernel.ts';
import type { Verdict } from '../verdict.ts';

/** Of a round of texts that naga takes as well, which lacks some of WGSL; a multiple of the number of ways. */
const SEED = 24;

await describeOnGpu('a hidden endless loop', (gpu) => {
  const kernel = editableKernel('row-dot');
  const { operation, dimensions } = kernel;
  const setup = { ...INITIAL_SETUP, operation, dimensions, dtype: 'f32', set: 'invariant' } as const;
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  const verdictOn = (text: string): Promise<Verdict> =>
    testInvariance(gpu, { kernel: kernel.id, text, setup }, options);

  // A step that did not end would end this process by the runner's own limit.
  test.each(HIDDEN_LOOP_WAYS.map((way, i) => [way, hiddenLoop(SEED + i)] as const))(
    'ends, as stopped and never as tested: %s',
    async (_, { text, rows }) => {
      const verdict = await verdictOn(text);
      expect(verdict).toMatchObject({ kind: 'stopped', loop: { rounds: expect.any(Number) } });
      if (verdict.kind === 'stopped') expect(verdict.rows).toBeGreaterThanOrEqual(rows);
    },
  );

  test('is found as well where a name of the text had another meaning for its report', async () => {
    const text = hiddenLoop(0).text.replace('@compute', 'fn atomicMax(a: u32) {}\n@compute');
    expect(await verdictOn(text)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('declares atomicMax'),
    });
  });

  test('of calls that double is found before it is compiled', async () => {
    const tree = Array.from({ length: 30 }, (_, i) => `fn a${i + 1}() { a${i}(); a${i}(); }`).join('\n');
    const text = hiddenLoop(0).text.replace('@compute', `fn a0() { y[0] = 1.0; }\n${tree}\n@compute`);
    expect(await verdictOn(text)).toMatchObject({ kind: 'too-much', problem: { line: expect.any(Number) } });
  });

  test('leaves this device and every other of the process as they were', async () => {
    const other = await openNodeGpu();
    try {
      const text = originalText(kernel, 'f32');
      const [here, there] = [gpu, other].map(
        (each) => new TestedKernel(each, kernel, setup, caseValues(setup), { text, time: 20_000 }),
      );
      const row = await here.run(ALONE);
      expect(row.every(Number.isFinite)).toBe(true);
      expect(await there.run(ALONE)).toEqual(row);
    } finally {
      other.device.destroy();
    }
  });
});

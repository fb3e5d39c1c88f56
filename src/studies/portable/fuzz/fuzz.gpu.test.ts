import { expect, test } from 'vitest';
import { describeOnGpu } from '../../../gpu/testing/describe-on-gpu.ts';
import { fuzz } from './fuzz.ts';
import { PRIMITIVES } from './primitives.ts';

const COUNT = 100_000;

await describeOnGpu('portable arithmetic on a device', (gpu) => {
  test.each(
    PRIMITIVES.flatMap(({ name }) => (['vector', 'scalar'] as const).map((form) => ({ name, form }))),
  )('$name, $form: the bits of portable-math.ts at the edges', async ({ name, form }) => {
    const { wrong, first } = await fuzz(gpu, { primitive: name, form, from: 0, count: COUNT });
    expect([wrong, first]).toEqual([0, null]);
  });

  test('would see another arithmetic: the platform’s own exp is not portable’s', async () => {
    const of = { primitive: 'exp', form: 'vector', from: 0, count: COUNT, math: 'native' } as const;
    const { wrong } = await fuzz(gpu, of);
    expect(wrong).toBeGreaterThan(COUNT / 100);
  });
});

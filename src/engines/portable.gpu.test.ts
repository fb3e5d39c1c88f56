import { test } from 'vitest';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { expectSameBits, PORTABLE_CASES } from './testing/portable-cases.ts';

/** Draws and odd sizes, then everything that decoders do otherwise; portable.shapes.test.ts has them all. */
const SHORT = PORTABLE_CASES.filter(({ name }) => name === 'a temperature' || name === 'all of it');

await describeOnGpu('portable arms on the device and on the CPU', (gpu) => {
  test.each(SHORT.map((each) => [each.name, each] as const))('%s: the same samples and digests', (_, each) =>
    expectSameBits(gpu, each),
  );
});

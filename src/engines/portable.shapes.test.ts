import { test } from 'vitest';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { expectSameBits, PORTABLE_CASES } from './testing/portable-cases.ts';

await describeOnGpu('portable arms on the device and on the CPU', (gpu) => {
  test.each(PORTABLE_CASES.map((each) => [each.name, each] as const))(
    '%s: the same samples and digests',
    (_, each) => expectSameBits(gpu, each),
  );
});

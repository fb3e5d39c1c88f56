import { describe, it } from 'vitest';
import { CpuEngine } from './cpu/cpu.ts';
import { openCpuEngine } from './cpu/open-cpu.ts';
import { expectLoweredBits, expectLoweredRefused, MIXTURE } from './testing/lowered-steps.ts';

const ENGINES = [
  ['readable', () => new CpuEngine()],
  ['SIMD', openCpuEngine],
] as const;

describe.each(ENGINES)('layers in a smaller format on the %s CPU engine', (_, open) => {
  it.each(['q8', 'q4'] as const)('have the bits of a checkpoint of %s values', async (to) => {
    await expectLoweredBits(open(), to);
  });

  it('have them in a mixture of experts, its router included', async () => {
    await expectLoweredBits(open(), 'q8', MIXTURE);
  });

  it('are refused of an arm that was not opened for them', async () => {
    await expectLoweredRefused(open());
  });
});

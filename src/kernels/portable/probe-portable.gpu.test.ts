import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { ADAPTER_FAULTS, brokenAdapter } from '../testing/broken-adapter.ts';
import { probePortable } from './probe-portable.ts';

await describeOnGpu('probePortable', (gpu) => {
  test('portable arithmetic holds on this adapter', async () => {
    expect(await probePortable(gpu)).toEqual({ holds: true });
  });

  const [caught, borne] = [true, false].map((shows) =>
    ADAPTER_FAULTS.filter(({ step }) => (step !== null) === shows),
  );

  test.each(caught)('an adapter that $does is told by the step $step', async (fault) => {
    const verdict = await probePortable(brokenAdapter(gpu, fault));
    expect(verdict).toMatchObject({ holds: false, step: fault.step });
  });

  test.each(borne)('an adapter that $does has the same bits', async (fault) => {
    expect(await probePortable(brokenAdapter(gpu, fault))).toEqual({ holds: true });
  });

  test('what came and what was due is said in a sentence', async () => {
    const fuses = ADAPTER_FAULTS.find(({ does }) => does === 'fuses what is computed one at a time')!;
    const verdict = await probePortable(brokenAdapter(gpu, fuses));
    const number = String.raw`-?[\d.e-]+`;
    const value = String.raw`${number} \(0x[0-9a-f]{8}\)`;
    expect(verdict).toMatchObject({
      why: expect.stringMatching(
        `^${number} \\* ${number}, kept apart, \\+ ${number}, one at a time gave ${value}; portable arithmetic has ${value}\\.$`,
      ),
    });
  });
});

import { expect, test } from 'vitest';
import { SHORT_CASES } from '../../src/studies/portable/cases.ts';
import { portableExperiment } from '../../src/studies/portable/experiment-of.ts';
import { GOLDEN } from '../../src/studies/portable/golden.ts';
import { describeInFirefox } from './describe-in-firefox.ts';

describeInFirefox('portable in Firefox', (firefox) => {
  test('gives the fingerprints that every implementation gave, alone and in company', async () => {
    const { lab, address } = firefox;
    const [of] = SHORT_CASES;
    await lab.open(address, portableExperiment(of, null));
    await lab.run();
    const { engine, arms } = await lab.savedRecord();
    expect(engine).toBe('webgpu');
    const found = arms.map(({ requests }) => requests.map(({ fingerprint }) => fingerprint));
    expect(found).toEqual(found.map(({ length }) => GOLDEN.cases[of.name].slice(0, length)));
    expect(found).toHaveLength(of.arms.length);
    expect(lab.consoleErrors).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { bundledExperiments } from './experiments.ts';

it('bundles valid experiments, the needle first', () => {
  expect(bundledExperiments[0].id).toBe('needle');
  expect(bundledExperiments[0].experiment.compare.length).toBeGreaterThan(0);
});

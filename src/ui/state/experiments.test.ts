import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { needsLoad } from '../../experiment/needs-load.ts';
import { bundledExperiments, LOAD_ONLY } from './experiments.ts';
import { loadExperiments } from './load-experiments.ts';

it('bundles valid experiments, the needle first', () => {
  expect(bundledExperiments[0].id).toBe('needle');
  expect(bundledExperiments[0].experiment.compare.length).toBeGreaterThan(0);
});

it('bundles every experiment once, those that only run under load apart', () => {
  const all = [...bundledExperiments, ...loadExperiments];
  const files = readdirSync(new URL('../../../experiments', import.meta.url));
  expect(all.map(({ id }) => `${id}.json`).toSorted()).toEqual(files.toSorted());
  expect(bundledExperiments.filter(({ experiment }) => needsLoad(experiment) !== null)).toEqual([]);
  expect(loadExperiments.filter(({ experiment }) => needsLoad(experiment) === null)).toEqual([]);
  expect(loadExperiments.map(({ id }) => id)).toEqual(LOAD_ONLY);
});

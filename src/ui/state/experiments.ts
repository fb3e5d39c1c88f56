import { parseExperiment } from '../../experiment/schema.ts';
import type { NamedExperiment } from './lab-state.ts';

const files = import.meta.glob<unknown>('/experiments/*.json', { eager: true, import: 'default' });

const FIRST = 'needle';

/** The experiments that come with the page, the needle first. Throws ExperimentError where one of them is not valid. */
export const bundledExperiments: readonly NamedExperiment[] = Object.entries(files)
  .map(([path, json]) => ({
    id: path.slice('/experiments/'.length, -'.json'.length),
    experiment: parseExperiment(json),
  }))
  .toSorted((a, b) => Number(b.id === FIRST) - Number(a.id === FIRST) || a.id.localeCompare(b.id));

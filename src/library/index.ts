/**
 * `batchmates`: what most need: open a model, write an experiment, run it. The other entries have the rest: `batchmates/plans`, `/experiment`,
 * `/run`, `/certify`, `/diff`, `/kernel-tester` and `/audit`.
 */
import { version as packageVersion } from '../../package.json';

export { ExperimentError } from '../experiment/errors.ts';
export { decodeLink, encodeLink } from '../experiment/link.ts';
export { type Experiment, parseExperiment } from '../experiment/schema.ts';
export { GpuError } from '../gpu/errors.ts';
export { ModelError } from '../model/model-error.ts';
export { type Lab, type OpenOptions, openLab, type RunOptions, type RunRecord, run } from './run.ts';

/** Of this package, after semver.org; docs/package.md says what it covers. */
export const version: string = packageVersion;

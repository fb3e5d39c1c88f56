/** `batchmates/experiment`: the experiment's schema, and the links that carry one. Pure: nothing is run or fetched. */
export { ExperimentError, type FieldProblem } from '../experiment/errors.ts';
export { decodeLink, encodeLink, isLink, linkAdvice } from '../experiment/link.ts';
export { LinkError } from '../experiment/link-error.ts';
export type { LinkPayload } from '../experiment/link-payload.ts';
export { readExperiment } from '../experiment/read-experiment.ts';
export {
  checkExperiment,
  type Experiment,
  type ExperimentArm,
  type ExperimentRequest,
  experimentSchema,
  parseExperiment,
} from '../experiment/schema.ts';

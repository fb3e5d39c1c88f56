import { CensusError } from '../census/parse-census.ts';
import { ExperimentError } from '../experiment/errors.ts';
import { LinkError } from '../experiment/link-error.ts';
import { ImportError } from '../imports/import-error.ts';
import { ModelError } from '../model/model-error.ts';
import { IncomparableError } from '../results/incomparable-error.ts';
import { LoadLinesError } from '../results/load/load-lines.ts';
import { SweepError } from '../studies/sweep/sweep-error.ts';
import { UsageError } from './usage.ts';

const INPUT_ERRORS = [
  UsageError,
  CensusError,
  ExperimentError,
  LinkError,
  ModelError,
  ImportError,
  IncomparableError,
  LoadLinesError,
  SweepError,
];

/** Whether what was given is at fault, which another try with the same meets again. */
export function isInputError(error: unknown): error is Error {
  return INPUT_ERRORS.some((kind) => error instanceof kind);
}

import { ExperimentError } from '../../../experiment/errors.ts';
import { studyHash } from '../jobs.ts';
import { parseStudy } from '../read-study.ts';
import type { Study } from '../study-schema.ts';
import { SweepError } from '../sweep-error.ts';
import type { StudyRecord } from './protocol.ts';

/**
 * The study of a record that is kept under `hash`. Throws SweepError where it is no study, or another one. No study has kernels of its author's
 * (`parseStudy`), so a worker runs no code that a queue gave it.
 */
export function studyOfRecord(record: StudyRecord, hash: string): Study {
  const where = `queue: study ${hash}`;
  const study = parsed(record.study, where);
  const found = studyHash(study);
  if (found !== hash) throw new SweepError(`${where}: expected the study of that hash, found that of ${found}`);
  return study;
}

function parsed(json: unknown, where: string): Study {
  try {
    return parseStudy(json);
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    throw new SweepError(`${where}: ${error.message}`, { cause: error });
  }
}

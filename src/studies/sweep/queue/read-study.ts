import { ExperimentError } from '../../../experiment/errors.ts';
import { studyHash } from '../jobs.ts';
import { parseStudy } from '../read-study.ts';
import type { Study } from '../study-schema.ts';
import { SweepError } from '../sweep-error.ts';
import type { StudyRecord } from './protocol.ts';

/**
 * The study of a record that is kept under `hash`. Throws SweepError where it is no study, another one, or one with kernels of somebody's own:
 * a worker runs no code that a queue gave it.
 */
export function studyOfRecord(record: StudyRecord, hash: string): Study {
  const where = `queue: study ${hash}`;
  const study = parsed(record.study, where);
  const found = studyHash(study);
  if (found !== hash) throw new SweepError(`${where}: expected the study of that hash, found that of ${found}`);
  // What an arm or an axis names there is text of the study's author, which would be compiled and run.
  const set = study.axes.flatMap(({ values }) => values.flatMap((value) => Object.keys(value.set)));
  if ((study.base.shaders ?? []).length > 0 || set.some((path) => path.startsWith('base.shaders')))
    throw new SweepError(`${where}: expected the lab's own kernels, found shaders in the study`);
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

import { ExperimentError } from '../../../experiment/errors.ts';
import { studyHash } from '../jobs.ts';
import { parseStudy } from '../read-study.ts';
import type { Study } from '../study-schema.ts';
import { SweepError } from '../sweep-error.ts';
import type { StudyRecord } from './protocol.ts';

/**
 * The study of a record that is kept under `hash`. Throws SweepError where it is no study, another one, or one with kernels of its author's: a
 * worker runs no code that a queue gave it.
 */
export function studyOfRecord(record: StudyRecord, hash: string): Study {
  const where = `queue: study ${hash}`;
  const study = parsed(record.study, where);
  const found = studyHash(study);
  if (found !== hash)
    throw new SweepError(`${where}: expected the study of that hash, found that of ${found}`);
  // The base has none (`parseStudy`), but an axis could put some there.
  const set = study.axes.flatMap(({ values }) => values.flatMap((value) => Object.keys(value.set)));
  const own = set.find((path) => path.startsWith('base.shaders'));
  if (own !== undefined)
    throw new SweepError(`${where}: expected the lab's own kernels, found an axis that sets ${own}`);
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

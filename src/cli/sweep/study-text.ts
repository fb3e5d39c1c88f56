import { JsonError, parseJson } from '../../experiment/read-json.ts';
import { parseStudy } from '../../studies/sweep/read-study.ts';
import { decodeStudyLink, isStudyLink } from '../../studies/sweep/study-link.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';
import { readBytes } from '../input.ts';
import { ownOrShipped } from '../shipped-files.ts';
import { shownPath, UsageError } from '../usage.ts';

/** As large as 10,000 prompts may be. */
const MOST_STUDY_BYTES = 256 << 20;

/** The study of a file or of a link, or one that comes with the lab by its name. Throws UsageError, LinkError or ExperimentError with what is wrong. */
export async function readStudy(fileOrLink: string): Promise<Study> {
  if (fileOrLink === '') throw new UsageError('expected a study file or link, found an empty name');
  // What is no name of a file says why it is no link either.
  if (isStudyLink(fileOrLink) || /^#|^\w+:\/\//.test(fileOrLink)) return decodeStudyLink(fileOrLink);
  const path = ownOrShipped('studies', fileOrLink);
  return studyOf(await readBytes(path, MOST_STUDY_BYTES), path);
}

/** The study of a file's bytes: its JSON, or a text that a link stands in. */
export function studyOf(bytes: Uint8Array, path: string): Study {
  try {
    return parseStudy(parseJson(bytes));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const text = new TextDecoder().decode(bytes);
    if (isStudyLink(text)) return decodeStudyLink(text);
    throw new UsageError(`${shownPath(path)}: ${error.message}`);
  }
}

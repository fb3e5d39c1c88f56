import { canonicalJson } from '../../experiment/canonical.ts';
import { type Canaries, type Canary, parseCanaries, withCanary } from './canary.ts';
import type { JobResult } from './job.ts';
import { studyHash } from './jobs.ts';
import { jsonText } from './json-text.ts';
import { parseJobResult } from './read-result.ts';
import { parseStudy } from './read-study.ts';
import { STUDY_FILES } from './study-files.ts';
import type { Study } from './study-schema.ts';
import { SweepError } from './sweep-error.ts';
import { readSweepZip } from './sweep-zip.ts';

/** A study with results of it that come from elsewhere; whether they belong together `mergeResults` says. */
export interface Brought {
  readonly study: Study;
  readonly hash: string;
  readonly results: readonly JobResult[];
  readonly canaries: readonly Canary[];
}

/** Reads zips of one study. Throws SweepError naming the file that is wrong, or zips of several; ExperimentError of a study that is none. */
export function readZips(zips: readonly Uint8Array[]): Brought {
  const parts = zips.map(readZip);
  const [first, ...others] = parts;
  if (!first) throw new SweepError('expected a zip of a study, found none');
  const other = others.find(({ hash }) => hash !== first.hash);
  if (other)
    throw new SweepError(
      `expected zips of one study, found one of ${first.study.id}, ${first.hash.slice(0, 12)}, and one of ${other.study.id}, ${other.hash.slice(0, 12)}`,
    );
  return {
    ...first,
    results: parts.flatMap(({ results }) => results),
    canaries: parts.flatMap(({ canaries }) => canaries),
  };
}

function readZip(zip: Uint8Array): Brought {
  const files = readSweepZip(zip);
  const study = parseStudy(jsonText(files.study, STUDY_FILES.study));
  const hash = studyHash(study);
  const known =
    files.canary === null
      ? null
      : parseCanaries(jsonText(files.canary, STUDY_FILES.canary), hash, STUDY_FILES.canary);
  const results = [...files.results].map(([id, text]) => resultOf(text, id, hash));
  return { study, hash, results, canaries: known?.canaries ?? [] };
}

/** The result of a job by its file's text. Throws SweepError where it is none, or one of another job or study. */
export function resultOf(text: string, id: string, study: string): JobResult {
  const where = `${id}.json`;
  const result = parseJobResult(jsonText(text, where), where);
  const { job } = result;
  if (result.study !== study)
    throw new SweepError(`${where}: expected a result of study ${study}, found one of ${result.study}`);
  if (job.id !== id)
    throw new SweepError(`${where}: expected the result of that job, found that of ${job.id}`);
  return result;
}

/** A result as its file is written; the same whoever wrote it first. */
export function resultText(result: JobResult): string {
  return `${canonicalJson(result)}\n`;
}

/** The study's canaries with those that were brought. Throws SweepError where they are another device's, unless it is asked to stratify. */
export function withCanaries(
  known: Canaries | null,
  hash: string,
  brought: readonly Canary[],
  stratify: boolean,
): Canaries | null {
  let all = known;
  for (const canary of brought) all = withCanary(all, hash, canary, stratify);
  return all;
}

import { ExperimentError } from '../../experiment/errors.ts';
import { LinkError } from '../../experiment/link-error.ts';
import { MOST_FILE_BYTES, readExperiment } from '../../experiment/read-experiment.ts';
import { JsonError } from '../../experiment/read-json.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { labStore } from './lab-store.ts';
import { add } from './opening.ts';

const REFUSALS = [ExperimentError, JsonError, LinkError];

/** Opens an experiment from a file of the visitor's in the lab; a refusal says which field is wrong, or which line and column. */
export async function openExperimentFile(file: File): Promise<void> {
  const read = await readExperimentFile(file);
  if ('refused' in read) labStore.setState(read);
  else add({ id: `file:${file.name}`, ...read });
}

/** The experiment of a file, or why there is none in it. */
export async function readExperimentFile(
  file: File,
): Promise<{ readonly experiment: Experiment } | { readonly refused: string }> {
  try {
    if (file.size > MOST_FILE_BYTES)
      throw new ExperimentError([`expected at most ${MOST_FILE_BYTES} bytes, found ${file.size}`]);
    return { experiment: readExperiment(new Uint8Array(await file.arrayBuffer())) };
  } catch (error) {
    if (!(error instanceof Error && REFUSALS.some((kind) => error instanceof kind))) throw error;
    return { refused: `${file.name}: ${error.message}` };
  }
}

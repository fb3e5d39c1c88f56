import { ExperimentError } from '../../experiment/errors.ts';
import { LinkError } from '../../experiment/link-error.ts';
import { MOST_FILE_BYTES, readExperiment } from '../../experiment/read-experiment.ts';
import { JsonError } from '../../experiment/read-json.ts';
import { labStore } from './lab-store.ts';
import { add } from './opening.ts';

const REFUSALS = [ExperimentError, JsonError, LinkError];

/** Opens an experiment from a file of the visitor's; a refusal says which field is wrong, or which line and column. */
export async function openExperimentFile(file: File): Promise<void> {
  try {
    if (file.size > MOST_FILE_BYTES)
      throw new ExperimentError([`expected at most ${MOST_FILE_BYTES} bytes, found ${file.size}`]);
    const experiment = readExperiment(new Uint8Array(await file.arrayBuffer()));
    add({ id: `file:${file.name}`, experiment });
  } catch (error) {
    if (!(error instanceof Error && REFUSALS.some((kind) => error instanceof kind))) throw error;
    labStore.setState({ refused: `${file.name}: ${error.message}` });
  }
}

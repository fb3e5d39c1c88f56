import { ExperimentError } from '../../experiment/errors.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { add } from './actions.ts';
import { labStore } from './lab-store.ts';

/** Far more than any experiment: a larger file is something else and is not read. */
const MOST_FILE_BYTES = 4 << 20;

/** Opens an experiment from a file of the visitor's; a refusal says which field is wrong. */
export async function openExperimentFile(file: File): Promise<void> {
  try {
    if (file.size > MOST_FILE_BYTES)
      throw new ExperimentError([`expected at most ${MOST_FILE_BYTES} bytes, found ${file.size}`]);
    const experiment = parseExperiment(parseJson(await file.text()));
    add({ id: `file:${file.name}`, experiment });
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    labStore.setState({ refused: `${file.name}: ${error.message}` });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExperimentError([`expected JSON, found something else (${reason})`]);
  }
}

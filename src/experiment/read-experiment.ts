import { decodeLink, isLink } from './link.ts';
import { JsonError, parseJson } from './read-json.ts';
import { type Experiment, parseExperiment } from './schema.ts';

/** Far more than any experiment: a larger file is something else, and parsing it could take all memory there is. */
export const MOST_FILE_BYTES = 4 << 20;

/**
 * The experiment of a file: its JSON, or a text that a link stands in, such as a mail. Throws JsonError with line and column,
 * LinkError or ExperimentError.
 */
export function readExperiment(file: Uint8Array): Experiment {
  try {
    return parseExperiment(parseJson(file));
  } catch (error) {
    const text = error instanceof JsonError ? new TextDecoder().decode(file) : '';
    if (!isLink(text)) throw error;
    return decodeLink(text).experiment;
  }
}

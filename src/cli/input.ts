import { readFile } from 'node:fs/promises';
import { decodeLink, isLink } from '../experiment/link.ts';
import { type Experiment, parseExperiment } from '../experiment/schema.ts';
import { UsageError } from './usage.ts';

/** Reads a JSON file. Throws UsageError naming the file where it cannot be read or is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The experiment of a file or of a link. Throws UsageError, LinkError or ExperimentError with what is wrong. */
export async function readExperiment(fileOrLink: string): Promise<Experiment> {
  if (isLink(fileOrLink)) return decodeLink(fileOrLink).experiment;
  return parseExperiment(await readJson(fileOrLink));
}

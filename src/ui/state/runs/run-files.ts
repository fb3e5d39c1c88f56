import { JsonError, parseJson } from '../../../experiment/read-json.ts';
import { isGzip } from '../../../imports/unpack.ts';
import { gunzip, gzip } from '../../kit/gzip.ts';
import { parseRuns, type RunFile, RunFormatError, runsText } from './kept-run.ts';
import { freshRunId, isRunKept, keepRun, MOST_TEXT_BYTES, readRun } from './kept-runs.ts';

/** All that a browser keeps by itself fits into it. */
const MOST_FILE_BYTES = 200e6;

/** Runs as one packed file, which `importRuns` takes. Those that are not kept any more are left out. Throws as `readRun` does. */
export async function exportRuns(ids: readonly string[]): Promise<Blob> {
  const runs: RunFile[] = [];
  for (const id of ids) {
    const run = await readRun(id);
    if (run) runs.push(run);
  }
  const packed = await gzip(runsText(runs));
  return new Blob([packed as Uint8Array<ArrayBuffer>], { type: 'application/gzip' });
}

/**
 * Keeps the runs of a file, packed or not, beside those that are kept: none takes the place of another.
 * @returns how many could be kept, and of how many: where there is no room, none that is kept goes for them. Throws RunFormatError
 * saying what of the file is wrong, and then keeps none.
 */
export async function importRuns(file: File): Promise<{ readonly kept: number; readonly of: number }> {
  const runs = parseRuns(await jsonOf(file));
  let count = 0;
  for (const { name, reports, answers, bits, ...run } of runs) {
    const id = (await isRunKept(run.id)) ? freshRunId() : run.id;
    if (await keepRun({ ...run, id }, { reports, answers, bits }, { name, imported: true })) count += 1;
  }
  return { kept: count, of: runs.length };
}

async function jsonOf(file: File): Promise<unknown> {
  if (file.size > MOST_FILE_BYTES)
    throw new RunFormatError(`expected at most ${MOST_FILE_BYTES} bytes, found ${file.size}`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return parseJson(isGzip(bytes) ? await gunzip(bytes, MOST_TEXT_BYTES) : bytes);
  } catch (error) {
    if (error instanceof JsonError || error instanceof RangeError) throw new RunFormatError(error.message);
    if (isGzip(bytes)) throw new RunFormatError('the packed file is damaged');
    throw error;
  }
}

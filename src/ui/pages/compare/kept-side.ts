import { RUN_FORMAT, RUN_VERSION } from '../../state/runs/kept-run.ts';
import { readRun } from '../../state/runs/kept-runs.ts';
import { runName } from '../../state/runs/run-summary.ts';
import { readFile, SIDES } from './compare-store.ts';

/** A side of the address that is a run this browser keeps: `run:<id>`. */
const LEAD = 'run:';

export function isRunPart(part: string): boolean {
  return part.startsWith(LEAD);
}

/** Opens the kept runs that an address names, the first as A. Throws Error where one is not kept or did not come to its end. */
export async function openKeptRuns(path: readonly string[]): Promise<void> {
  for (const [at, side] of SIDES.entries()) {
    const part = path[at];
    if (part && isRunPart(part)) await openKeptRun(side, part.slice(LEAD.length));
  }
}

/** Reads a kept run as its file would be read, so that both come to the same. */
export async function openKeptRun(side: (typeof SIDES)[number], id: string): Promise<void> {
  const run = await readRun(id);
  if (!run) throw new Error('This browser keeps no run of that name any more.');
  const { record, experiment, texts, name } = run;
  if (!record) throw new Error('That run did not come to its end: there is nothing to compare.');
  const json = JSON.stringify({ format: RUN_FORMAT, version: RUN_VERSION, experiment, record, texts, name });
  await readFile(side, new Blob([json]), runName({ name, title: experiment.title }));
}

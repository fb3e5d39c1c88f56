import type { BenchReport } from '../../bench/report.ts';
import type { WeightsReport } from '../../bench/weights-report.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import type { CliffReport } from '../cliffs/cliff-report.ts';
import { BAKED_COUPLINGS } from '../couplings/baked-couplings.ts';
import type { CouplingReport } from '../couplings/coupling-report.ts';
import type { StudyOutcome } from '../sweep/outcome.ts';
import { parseOutcome } from '../sweep/read-outcome.ts';
import { SHIPPED_STUDIES } from '../sweep/shipped-studies.ts';
import type { Evidence } from './evidence.ts';

/** What `npm run bake:claims` writes: the runs that ship. */
export interface BakedRuns {
  readonly version: 1;
  readonly model: Readonly<Record<string, string>>;
  readonly runs: Evidence['runs'];
}

/** Reads a file that ships, by its path below `public`: `examples/cliffs.json`, `studies/fork-survival.json`; null where it is not there. */
export type ReadShipped = (path: string) => Promise<unknown>;

/** All evidence that ships, as far as it is there. Throws ExperimentError naming a study's file that is damaged. */
export async function readEvidence(read: ReadShipped): Promise<Evidence> {
  const studies = await readAll<StudyOutcome>(read, SHIPPED_STUDIES, (id) => `studies/${id}.json`);
  for (const [id, outcome] of Object.entries(studies)) checkOutcome(id, outcome);
  const files = BAKED_COUPLINGS.map(({ file }) => file);
  const couplings = await readAll<CouplingReport>(
    read,
    files,
    (file) => `examples/couplings/${file}-figures.json`,
  );
  const [baked, cliffs, bench, weights] = await Promise.all(
    ['claims', 'cliffs', 'bench', 'bench-weights'].map((name) => read(`examples/${name}.json`)),
  );
  return {
    ...{ studies, couplings, runs: (baked as BakedRuns | null)?.runs ?? {} },
    cliffs: cliffs as CliffReport | null,
    bench: (bench as { readonly reports: readonly BenchReport[] } | null)?.reports[0] ?? null,
    weights: weights as WeightsReport | null,
  };
}

function checkOutcome(id: string, outcome: unknown): void {
  try {
    parseOutcome(outcome);
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    throw new ExperimentError(error.problems.map((problem) => `studies/${id}.json: ${problem}`));
  }
}

async function readAll<File>(
  read: ReadShipped,
  ids: readonly string[],
  pathOf: (id: string) => string,
): Promise<Readonly<Record<string, File>>> {
  const files = await Promise.all(ids.map(async (id) => [id, await read(pathOf(id))] as const));
  return Object.fromEntries(files.filter(([, file]) => file !== null)) as Record<string, File>;
}

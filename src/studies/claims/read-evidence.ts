import type { BenchReport } from '../../bench/report.ts';
import type { WeightsReport } from '../../bench/weights-report.ts';
import type { CliffReport } from '../cliffs/cliff-report.ts';
import { BAKED_COUPLINGS } from '../couplings/baked-couplings.ts';
import type { CouplingReport } from '../couplings/coupling-report.ts';
import type { StudyOutcome } from '../sweep/outcome.ts';
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

/** All evidence that ships, as far as it is there. The files are of the same release as this code. */
export async function readEvidence(read: ReadShipped): Promise<Evidence> {
  const studies = await readAll<StudyOutcome>(read, SHIPPED_STUDIES, (id) => `studies/${id}.json`);
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

async function readAll<File>(
  read: ReadShipped,
  ids: readonly string[],
  pathOf: (id: string) => string,
): Promise<Readonly<Record<string, File>>> {
  const files = await Promise.all(ids.map(async (id) => [id, await read(pathOf(id))] as const));
  return Object.fromEntries(files.filter(([, file]) => file !== null)) as Record<string, File>;
}

import { type AlarmsReport, readAlarms } from '../../audit/graded/alarms-report.ts';
import type { ModelAudit } from '../../audit/model/model-audit.ts';
import type { RotReport } from '../../audit/rot/rot-report.ts';
import type { BenchReport } from '../../bench/report.ts';
import type { WeightsReport } from '../../bench/weights-report.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import type { CliffReport } from '../cliffs/cliff-report.ts';
import { BAKED_COUPLINGS } from '../couplings/baked-couplings.ts';
import type { CouplingReport } from '../couplings/coupling-report.ts';
import type { StudyOutcome } from '../sweep/outcome.ts';
import { parseOutcome } from '../sweep/read-outcome.ts';
import { SHIPPED_STUDIES } from '../sweep/shipped-studies.ts';
import type { DamagedFile, Evidence } from './evidence.ts';

/** What `npm run bake:claims` writes: the runs that ship. */
export interface BakedRuns {
  readonly version: 1;
  readonly model: Readonly<Record<string, string>>;
  readonly runs: Evidence['runs'];
}

/** Reads a file that ships, by its path below `public`: `examples/cliffs.json`, `studies/fork-survival.json`; null where it is not there. */
type ReadShipped = (path: string) => Promise<unknown>;

/** All evidence that ships, as far as it is there and whole: what cannot be read is told of in `damaged`, and the others stand. */
export async function readEvidence(read: ReadShipped): Promise<Evidence> {
  const damaged: DamagedFile[] = [];
  const whole = async <File>(path: string, check: Check, ...slot: DamagedFile['slot']) => {
    try {
      const file = await read(path);
      if (file !== null) check(file);
      return file as File | null;
    } catch (error) {
      damaged.push({ path, problem: error instanceof Error ? error.message : String(error), slot });
      return null;
    }
  };
  const studies = await readAll(SHIPPED_STUDIES, (id) =>
    whole<StudyOutcome>(`studies/${id}.json`, parseOutcome, 'studies', id),
  );
  const files = BAKED_COUPLINGS.map(({ file }) => file);
  const couplings = await readAll(files, (file) =>
    whole<CouplingReport>(`examples/couplings/${file}-figures.json`, lists('rows'), 'couplings', file),
  );
  const [baked, cliffs, bench, weights, audit, rot, alarms] = await Promise.all([
    whole<BakedRuns>('examples/claims.json', checkRuns, 'runs'),
    whole<CliffReport>('examples/cliffs.json', lists('rows'), 'cliffs'),
    whole<{ readonly reports: readonly BenchReport[] }>('examples/bench.json', lists('reports'), 'bench'),
    whole<WeightsReport>('examples/bench-weights.json', lists('formats', 'speculation'), 'weights'),
    whole<ModelAudit>('audit/model.json', lists('variants'), 'audit'),
    whole<RotReport>('audit/rot.json', lists('releases', 'runs', 'prompts'), 'rot'),
    whole<AlarmsReport>('audit/alarms.json', (file) => readAlarms(file, 'alarms'), 'alarms'),
  ]);
  const runs = baked?.runs ?? {};
  return {
    ...{ studies, couplings, runs, cliffs, bench: bench?.reports[0] ?? null },
    ...{ weights, audit, rot, alarms, damaged },
  };
}

/** The same where nothing may be damaged. Throws ExperimentError naming each file that is. */
export async function wholeEvidence(read: ReadShipped): Promise<Evidence> {
  const evidence = await readEvidence(read);
  if (evidence.damaged.length > 0)
    throw new ExperimentError(evidence.damaged.map(({ path, problem }) => `${path}: ${problem}`));
  return evidence;
}

/** Throws where a file is not what it should be. */
type Check = (file: unknown) => unknown;

/** What is baked here is not checked by each of its values: that it is the file that is meant. */
function lists(...fields: readonly string[]): Check {
  return (file) => {
    for (const field of fields)
      if (!Array.isArray((file as Readonly<Record<string, unknown>>)[field]))
        throw new ExperimentError([`${field}: expected a list, found none`]);
  };
}

function checkRuns(file: unknown): void {
  const { runs } = file as Partial<BakedRuns>;
  for (const [run, ran] of Object.entries(runs ?? { runs: null })) {
    if (!Array.isArray(ran?.streams) || !Array.isArray(ran.arms))
      throw new ExperimentError([`${run}: expected streams and arms, found none`]);
  }
}

async function readAll<File>(
  ids: readonly string[],
  fileOf: (id: string) => Promise<File | null>,
): Promise<Readonly<Record<string, File>>> {
  const files = await Promise.all(ids.map(async (id) => [id, await fileOf(id)] as const));
  return Object.fromEntries(files.filter(([, file]) => file !== null)) as Record<string, File>;
}

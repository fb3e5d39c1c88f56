import { LinkError } from '../experiment/link-error.ts';
import { unitsOf } from '../studies/sweep/experiment-of.ts';
import type { Job, JobResult } from '../studies/sweep/job.ts';
import { doneFlags, jobTable } from '../studies/sweep/job-table.ts';
import { jobsOf, studyHash } from '../studies/sweep/jobs.ts';
import { jsonText } from '../studies/sweep/json-text.ts';
import { notKept, type OpfsLedger, OpfsStudies } from '../studies/sweep/ledger-opfs.ts';
import { parseStudy } from '../studies/sweep/read-study.ts';
import { decodeStudyLink, isStudyLink } from '../studies/sweep/study-link.ts';
import type { Study } from '../studies/sweep/study-schema.ts';
import { SweepError } from '../studies/sweep/sweep-error.ts';
import { parseTasks, type Task } from '../studies/tasks/task-file.ts';
import type { PlanReport } from './methods/study-reports.ts';
import { shipsTasks } from './tasks-of.ts';

/** Results that are read to say how long a job takes. */
const TIMED = 20;

/** A study with its plan. */
export interface PlannedStudy {
  readonly hash: string;
  readonly study: Study;
  readonly tasks: readonly Task[];
  readonly units: number;
  readonly jobs: readonly Job[];
}

/** Studies on a visitor's desk: the latest one stays planned, and results are in the browser's storage. */
export class StudyDesk {
  readonly shelf = new OpfsStudies();
  #latest: PlannedStudy | null = null;

  /** Plans a study, by its JSON or its link. Throws ExperimentError, ModelError, SweepError. */
  async plan(text: string, modelsUrl: string): Promise<PlannedStudy> {
    const study = isStudyLink(text) ? decoded(text) : parseStudy(jsonText(text, 'study'));
    const hash = studyHash(study);
    if (this.#latest?.hash === hash) return this.#latest;
    const tasks = await tasksOf(study, modelsUrl);
    const units = unitsOf(study, tasks).length;
    this.#latest = { hash, study, tasks, units, jobs: jobsOf(study, units) };
    return this.#latest;
  }

  /** The same of a study that is kept. Throws SweepError where none of that hash is. */
  async planKept(hash: string, modelsUrl: string): Promise<PlannedStudy> {
    const text = await this.shelf.study(hash);
    if (text === null) throw notKept(hash);
    return await this.plan(text, modelsUrl);
  }

  /** What of a study is here. */
  async opened({ hash, study, units, jobs }: PlannedStudy): Promise<PlanReport> {
    const table = jobTable(
      jobs,
      study.axes.map(({ values }) => values.length),
    );
    const ledger = await this.shelf.open(hash);
    const ids = ledger ? await ledger.done() : new Set<string>();
    const some = ledger ? await resultsOf(ledger, [...ids].slice(0, TIMED)) : [];
    return {
      ...{ hash, text: textOf(study), units, table, done: doneFlags(table, ids) },
      by: some[0]?.provenance ?? null,
      jobMilliseconds:
        some.length === 0 ? null : some.reduce((sum, one) => sum + one.milliseconds, 0) / some.length,
    };
  }

  /** Where the results of a study are kept from now on. */
  async ledger({ hash, study, jobs }: PlannedStudy): Promise<OpfsLedger> {
    return await this.shelf.keep(hash, textOf(study), { title: study.title, jobs: jobs.length });
  }
}

function decoded(link: string): Study {
  try {
    return decodeStudyLink(link);
  } catch (cause) {
    throw cause instanceof LinkError ? new SweepError(`link: ${cause.message}`, { cause }) : cause;
  }
}

/** Results that are kept, one after the other. Throws SweepError where one cannot be read. */
export async function resultsOf(ledger: OpfsLedger, ids: readonly string[]): Promise<JobResult[]> {
  const results: JobResult[] = [];
  for (const id of ids) results.push(await ledger.read(id));
  return results;
}

/** A study as its file is written. */
export function textOf(study: Study): string {
  return `${JSON.stringify(study, null, 2)}\n`;
}

/** The held-out tasks of a model that ships with the lab; none where the study asks for none. */
async function tasksOf({ base, units }: Study, modelsUrl: string): Promise<readonly Task[]> {
  if (units.kind !== 'tasks' || !shipsTasks(base.model)) return [];
  const where = `${base.model.name}/tasks.json`;
  const response = await fetch(`${modelsUrl}${where}`);
  if (!response.ok)
    throw new SweepError(`${where}: expected the model's tasks, found status ${response.status}`);
  return parseTasks(await response.json(), where);
}

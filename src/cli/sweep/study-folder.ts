import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../experiment/canonical.ts';
import { describeIssue, problemLines } from '../../experiment/errors.ts';
import { type Canaries, parseCanaries } from '../../studies/sweep/canary.ts';
import { resultCheck } from '../../studies/sweep/check-observations.ts';
import { unitsOf } from '../../studies/sweep/experiment-of.ts';
import type { Job, JobResult } from '../../studies/sweep/job.ts';
import { jobsOf, studyHash } from '../../studies/sweep/jobs.ts';
import { STUDY_FILES } from '../../studies/sweep/study-files.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';
import { SweepError } from '../../studies/sweep/sweep-error.ts';
import type { Task } from '../../studies/tasks/task-file.ts';
import { readJson } from '../input.ts';
import { writeFault } from '../json-target.ts';
import { makeFolder } from '../make-folder.ts';
import { jsonText } from '../output.ts';
import { note } from '../terminal.ts';
import { shownPath, UsageError } from '../usage.ts';
import { checkModels } from './check-models.ts';
import { StudyLedger } from './study-ledger.ts';
import { tasksHash, tasksOf } from './study-tasks.ts';
import { readStudy } from './study-text.ts';
import { writeFile } from './write-file.ts';

const planSchema = z.strictObject({
  version: z.literal(1),
  /** Hash of the study that was frozen. */
  study: z.string(),
  units: z.int().min(1),
  /** Hash of the model's tasks; null where none are asked. */
  tasks: z.string().nullable(),
});

/** What a study's folder remembers of its plan beside the study. */
type Plan = Readonly<z.output<typeof planSchema>>;

/** A study that was planned into a folder: `study.json`, `plan.json`, `canary.json` once it ran, and `<id>.json` for each job that is done. */
export class StudyFolder {
  readonly path: string;
  readonly study: Study;
  readonly hash: string;
  readonly units: number;
  /** Those that it was planned with; empty where none are asked. */
  readonly tasks: readonly Task[];
  readonly jobs: readonly Job[];
  /** What a result holds that its job cannot find; null where nothing is. */
  readonly problemOf: (result: JobResult) => string | null;
  readonly ledger: StudyLedger;

  constructor(path: string, study: Study, hash: string, tasks: readonly Task[]) {
    const units = unitsOf(study, tasks);
    this.path = path;
    this.study = study;
    this.hash = hash;
    this.units = units.length;
    this.tasks = tasks;
    this.jobs = jobsOf(study, units.length);
    this.problemOf = resultCheck(study, units, this.jobs);
    this.ledger = new StudyLedger(path, {
      study: hash,
      onStrange: (problem) => note(`warning: ${problem}`),
      problemOf: this.problemOf,
    });
  }

  /** Those that its results come from; null where none ran yet. */
  async canaries(): Promise<Canaries | null> {
    const path = join(this.path, STUDY_FILES.canary);
    return existsSync(path) ? parseCanaries(await readJson(path), this.hash, shownPath(path)) : null;
  }

  async writeCanaries(canaries: Canaries): Promise<void> {
    await write(join(this.path, STUDY_FILES.canary), canaries);
  }
}

/** Freezes a study into a folder, which is made where there is none; the same study again changes nothing. Throws UsageError. */
export async function planInto(folder: string, study: Study): Promise<StudyFolder> {
  checkModels(study);
  if (folder === '') throw new UsageError('--out: expected a folder, found an empty name');
  await makeFolder(folder).catch((error: unknown) => {
    throw new UsageError(`--out: ${shownPath(folder)}: ${writeFault(error)}`);
  });
  const path = join(folder, STUDY_FILES.study);
  if (existsSync(path)) await checkSame(path, study);
  else if ((await readdir(folder)).length > 0)
    throw new UsageError(
      `--out: ${shownPath(folder)}: expected an empty folder or one of this study, found other files`,
    );
  const tasks = await tasksOf(study);
  const plan = planOf(study, tasks);
  await checkFrozen(join(folder, STUDY_FILES.plan), plan);
  await write(path, study);
  await write(join(folder, STUDY_FILES.plan), plan);
  return new StudyFolder(folder, study, plan.study, tasks);
}

/**
 * Opens a folder that `planInto` made, or one of a study and results that came from elsewhere, which is frozen now. Throws UsageError, and
 * SweepError where the study or the model's tasks are not those that were frozen.
 */
export async function openStudyFolder(folder: string): Promise<StudyFolder> {
  const [study, plan] = [STUDY_FILES.study, STUDY_FILES.plan].map((name) => join(folder, name));
  if (!existsSync(study))
    throw new UsageError(
      `${shownPath(folder)}: expected a folder that lab sweep plan made, found no ${STUDY_FILES.study} in it`,
    );
  const read = await readStudy(study);
  const tasks = await tasksOf(read);
  const now = planOf(read, tasks);
  if (!existsSync(plan)) await write(plan, now);
  const frozen = parsePlan(await readJson(plan), plan);
  if (frozen.study !== now.study)
    throw new SweepError(
      `${shownPath(study)}: expected the study that was frozen, ${frozen.study}, found another, ${now.study}: plan it into a folder of its own`,
    );
  checkTasks(folder, frozen, now);
  return new StudyFolder(folder, read, now.study, tasks);
}

/** Throws SweepError where the study would have other units by now. */
function checkTasks(path: string, frozen: Plan, now: Plan): void {
  if (frozen.tasks !== null && frozen.tasks !== now.tasks)
    throw new SweepError(
      `${shownPath(path)}: expected the tasks that the study was planned with, found that the model has others`,
    );
  if (frozen.units !== now.units)
    throw new SweepError(
      `${shownPath(join(path, STUDY_FILES.plan))}: expected ${now.units} units, as the study has, found ${frozen.units}`,
    );
}

function planOf(study: Study, tasks: readonly Task[]): Plan {
  return {
    ...{ version: 1, study: studyHash(study), units: unitsOf(study, tasks).length },
    tasks: study.units.kind === 'tasks' ? tasksHash(tasks) : null,
  };
}

function parsePlan(json: unknown, path: string): Plan {
  const parsed = planSchema.safeParse(json, { error: describeIssue });
  if (parsed.success) return parsed.data;
  throw new SweepError(
    `${shownPath(path)}: expected a frozen plan, found at ${problemLines(parsed.error.issues)[0]}`,
  );
}

async function checkSame(path: string, study: Study): Promise<void> {
  const [known, asked] = [await readStudy(path), study].map(studyHash);
  if (known !== asked)
    throw new UsageError(
      `${shownPath(path)}: expected this study, ${asked}, found another, ${known}; --out another folder`,
    );
}

/** Results that are there were planned with other tasks or units, and would be pooled with new ones. */
async function checkFrozen(path: string, plan: Plan): Promise<void> {
  if (!existsSync(path)) return;
  const known = parsePlan(await readJson(path), path);
  if (canonicalJson(known) !== canonicalJson(plan))
    throw new SweepError(
      `${shownPath(path)}: expected the plan as it is now, ${canonicalJson(plan)}, found the one that was frozen, ${canonicalJson(known)}: plan into a folder of its own`,
    );
}

async function write(path: string, value: unknown): Promise<void> {
  await writeFile(path, jsonText(value));
}

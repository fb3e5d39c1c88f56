import { ExperimentError } from '../../experiment/errors.ts';
import { shuffled } from '../../experiment/expand-arms.ts';
import { createRandom, type Random } from '../../experiment/random.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import { mixedSeed } from '../../experiment/traffic/variates.ts';
import { stratifiedSubset } from '../tasks/subset.ts';
import type { Task } from '../tasks/task-file.ts';
import { studyAtCell } from './at-cell.ts';
import type { Job } from './job.ts';
import type { Study, StudyUnits } from './study-schema.ts';
import { COMPANY, noiseId, UNIT } from './unit-places.ts';

/** What is measured once in each arm of each cell. */
export interface Unit {
  readonly id: string;
  readonly kind: string | null;
  /** Of tasks and prompts; of a base's probes null: they are asked as they are written. */
  readonly asked: { readonly prompt: string; readonly maxNewTokens: number } | null;
  /** What its answer is held against; left out where no answer is right or wrong. */
  readonly task?: Task;
}

/** One experiment of a job. */
export interface JobRun {
  readonly experiment: Experiment;
  /** Units that are measured in it; others are company. */
  readonly units: readonly Unit[];
}

type Companied = Exclude<StudyUnits, { kind: 'probes' }>;

/** Units are mixed once, so that a job's block, and what shares a batch, is of all kinds; by this seed always in the same way. */
const MIXED = 0;

/** The units of a study, in the order that jobs count them by; `tasks`: the model's, in its file's order. */
export function unitsOf(study: Pick<Study, 'base' | 'units'>, tasks: readonly Task[]): readonly Unit[] {
  const { base, units } = study;
  switch (units.kind) {
    case 'probes':
      return base.requests
        .filter(({ role }) => role === 'probe')
        .map(({ id }) => ({ id, kind: null, asked: null }));
    case 'tasks': {
      if (tasks.length === 0) throw new ExperimentError(['units: the model has no tasks']);
      const taken = units.count === null ? tasks : stratifiedSubset(tasks, units.count);
      return mixed(taken.map((task) => ({ id: task.id, kind: task.kind, asked: task, task })));
    }
    case 'prompts': {
      const { maxNewTokens } = units;
      return mixed(
        units.prompts.map(({ id, kind, text }) => ({ id, kind, asked: { prompt: text, maxNewTokens } })),
      );
    }
  }
}

function mixed(units: readonly Unit[]): Unit[] {
  return shuffled(units, createRandom(MIXED));
}

/**
 * The experiments that a job runs, one after the other. Probes: the base. Tasks and prompts: one for each batch of 1 + company.size
 * requests, where
 * - the request `unit` of the base stands for the batch's units, and `company` for who else is in it: noise, and where a block's units do
 *   not fill the batch, other units that are not measured there. What takes such a place has its fields but for id, role, prompt and
 *   length: arrival, tier, ignoreEos, bos.
 * - an arm serves what it lists; one that lists `unit` and nothing else serves each unit by itself, one after the other.
 * - every other request of the base is in each batch, in the arms that list it.
 * - noise gets as many new tokens as the longest unit of its batch, or the placeholder's where that is fewer.
 * The job's seed draws who shares a batch, the noise, companies, a crowd and sampled tokens.
 * Throws ExperimentError where a cell's values make no valid experiment, or its batch has more units than there are.
 */
export function experimentsOf(study: Study, job: Job, units: readonly Unit[]): readonly JobRun[] {
  const cell = studyAtCell(study, job.cell);
  const base = seeded(cell.base, job.seed);
  if (cell.units.kind === 'probes') return [{ experiment: base, units: units.slice(job.from, job.to) }];
  const wanted = cell.units;
  return batchesOf(wanted, job, units).map((batch) => ({
    experiment: batchExperiment(base, batch, wanted),
    units: batch.measured,
  }));
}

function seeded(base: Experiment, seed: number): Experiment {
  const { crowd } = base;
  return {
    ...base,
    decoding: { ...base.decoding, seed },
    arms: base.arms.map((arm) => (arm.companies ? { ...arm, companies: { ...arm.companies, seed } } : arm)),
    ...(crowd && { crowd: { ...crowd, seed } }),
  };
}

/** Who shares a batch. */
interface Batch {
  readonly measured: readonly Unit[];
  /** Units that fill it up. */
  readonly fill: readonly Unit[];
  readonly noise: number;
  readonly random: Random;
}

function batchesOf({ company }: Companied, job: Job, units: readonly Unit[]): Batch[] {
  const noise = Math.round(company.size * company.noise);
  const places = 1 + company.size - noise;
  if (units.length < places)
    throw new ExperimentError([
      `units.company: expected at most ${units.length - 1} others that are no noise, as there are ${units.length} units, found ${places - 1}`,
    ]);
  const seed = mixedSeed(job.seed, job.from);
  const block = shuffled(units.slice(job.from, job.to), createRandom(seed));
  return Array.from({ length: Math.ceil(block.length / places) }, (_, i) => {
    const measured = block.slice(i * places, (i + 1) * places);
    const random = createRandom(mixedSeed(seed, i + 1));
    const short = places - measured.length;
    const others = short > 0 ? units.filter((unit) => !measured.includes(unit)) : [];
    return { measured, noise, random, fill: shuffled(others, random).slice(0, short) };
  });
}

function batchExperiment(base: Experiment, batch: Batch, { company }: Companied): Experiment {
  const { measured, fill, noise, random } = batch;
  const longest = Math.max(...measured.map(({ asked }) => asked!.maxNewTokens));
  const unitRequests = (place: ExperimentRequest) => measured.map((unit) => asked(unit, place, 'probe'));
  const companyRequests = (place: ExperimentRequest): ExperimentRequest[] => [
    ...fill.map((unit) => asked(unit, place, 'clean')),
    ...Array.from({ length: noise }, (_, i): ExperimentRequest => {
      const made = { kind: random.pick(company.kinds), seed: random.next(), tokens: company.length };
      const maxNewTokens = Math.min(longest, place.maxNewTokens);
      return { ...withoutPrompt(place), id: noiseId(i), role: 'noise', noise: made, maxNewTokens };
    }),
  ];
  const inPlace = new Map<string, readonly ExperimentRequest[]>(
    base.requests.map((request) => {
      if (request.id === UNIT) return [UNIT, unitRequests(request)];
      return [request.id, request.id === COMPANY ? companyRequests(request) : [request]];
    }),
  );
  const members = (ids: readonly string[]) =>
    ids.flatMap((id) => inPlace.get(id)!.map(({ id: each }) => each));
  return {
    ...base,
    requests: [...inPlace.values()].flat(),
    arms: base.arms.map((arm) => servedArm(arm, members)),
  };
}

function servedArm(arm: ExperimentArm, members: (ids: readonly string[]) => string[]): ExperimentArm {
  const { limits, verify, requests } = arm;
  return {
    ...arm,
    requests: members(requests),
    ...(verify?.requests && { verify: { ...verify, requests: members(verify.requests) } }),
    // One after the other is alone: nobody else is in a step.
    ...(requests.length === 1 && { limits: { ...limits, maxSequences: 1 } }),
  };
}

function asked(unit: Unit, place: ExperimentRequest, role: 'probe' | 'clean'): ExperimentRequest {
  const { prompt, maxNewTokens } = unit.asked!;
  return { ...withoutPrompt(place), id: unit.id, role, prompt, maxNewTokens };
}

function withoutPrompt(place: ExperimentRequest) {
  const { prompt: _, promptIds: __, noise: ___, messages: ____, chat: _____, ...rest } = place;
  return rest;
}

import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { experimentsOf, unitsOf } from './experiment-of.ts';
import type { Job } from './job.ts';
import { jobsOf } from './jobs.ts';
import { companyStudy, letterTasks } from './testing/company-study.ts';

const TASKS = letterTasks(21);

const batchesOf = (study: ReturnType<typeof companyStudy>, job: Job) =>
  experimentsOf(study, job, unitsOf(study, TASKS)).map(({ experiment, units }) => ({
    experiment,
    measured: units.map(({ id }) => id),
    roles: experiment.requests.map(({ role }) => role),
  }));

describe('units', () => {
  it('are mixed, always in the same way, and each kind keeps its share of a count', () => {
    const ids = unitsOf(companyStudy(), TASKS).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(TASKS.map(({ id }) => id).toSorted());
    expect(ids).not.toEqual(TASKS.map(({ id }) => id));
    expect(unitsOf(companyStudy(), TASKS).map(({ id }) => id)).toEqual(ids);
    const some = unitsOf(companyStudy({ count: 10 }), TASKS);
    expect(some.filter(({ kind }) => kind === 'odd')).toHaveLength(5);
  });

  it('are a model’s tasks only where it has some', () => {
    expect(() => unitsOf(companyStudy(), [])).toThrow('units: the model has no tasks');
  });
});

describe('a job', () => {
  it.each([
    [0, 4, 0],
    [0.34, 3, 1],
    [0.5, 2, 2],
    [1, 1, 3],
  ])('at a share of noise of %d has batches of %d units and %d of noise', (noise, units, noisy) => {
    const study = companyStudy({ company: { size: 3, length: 5, noise } });
    const jobs = jobsOf(study, TASKS.length).filter(({ seed }) => seed === 0);
    const batches = jobs.flatMap((job) => batchesOf(study, job));
    for (const { roles, measured } of batches) {
      expect(roles).toHaveLength(4);
      expect(roles.filter((role) => role === 'noise')).toHaveLength(noisy);
      expect(roles.filter((role) => role !== 'noise')).toHaveLength(units);
      expect(roles.filter((role) => role === 'probe')).toHaveLength(measured.length);
    }
    // Each once, over all jobs.
    expect(batches.flatMap(({ measured }) => measured).toSorted()).toEqual(
      TASKS.map(({ id }) => id).toSorted(),
    );
  });

  it('fills a batch that its block leaves short with other units, which are not measured', () => {
    const study = companyStudy();
    const [, , last] = jobsOf(study, TASKS.length);
    const batches = batchesOf(study, last);
    const { experiment, measured } = batches.at(-1)!;
    expect(measured).toHaveLength(1);
    const fill = experiment.requests.filter(({ role }) => role === 'clean').map(({ id }) => id);
    expect(fill).toHaveLength(3);
    expect(new Set([...fill, ...measured]).size).toBe(4);
    for (const id of fill) expect(TASKS.map((task) => task.id)).toContain(id);
  });

  it('asks nobody twice in a batch, however few there are', () => {
    const few = TASKS.slice(0, 5);
    const study = companyStudy({}, { seeds: [0, 1, 2, 3, 4, 5, 6, 7] });
    for (const job of jobsOf(study, few.length)) {
      for (const { experiment } of experimentsOf(study, job, unitsOf(study, few))) {
        expect(new Set(experiment.requests.map(({ id }) => id)).size).toBe(4);
      }
    }
  });

  it('refuses a batch of more units than there are', () => {
    const study = companyStudy({ company: { size: 30 } });
    const [job] = jobsOf(study, TASKS.length);
    expect(() => batchesOf(study, job)).toThrow(
      'units.company: expected at most 20 others that are no noise, as there are 21 units, found 30',
    );
  });

  it('gives noise as many new tokens as the longest unit of its batch, or the placeholder’s where that is fewer', () => {
    const study = companyStudy({ company: { size: 3, length: 5, noise: 1 } });
    for (const { experiment } of batchesOf(study, jobsOf(study, TASKS.length)[0])) {
      const [unit, ...noise] = experiment.requests;
      for (const { maxNewTokens } of noise) expect(maxNewTokens).toBe(unit.maxNewTokens);
    }
    const short = companyStudy({ company: { size: 3, noise: 1 } });
    const placed = short.base.requests.map((each) =>
      each.id === 'company' ? { ...each, maxNewTokens: 1 } : each,
    );
    const cut = { ...short, base: { ...short.base, requests: placed } };
    for (const { experiment } of batchesOf(cut, jobsOf(cut, TASKS.length)[0]))
      for (const { maxNewTokens } of experiment.requests.slice(1)) expect(maxNewTokens).toBe(1);
  });

  it('takes the other fields of a place, and makes valid experiments', () => {
    const study = companyStudy({ company: { size: 3, length: 5, noise: 0.67 } });
    const [{ experiment }] = batchesOf(study, jobsOf(study, TASKS.length)[0]);
    const noise = experiment.requests.filter(({ role }) => role === 'noise');
    for (const each of noise)
      expect(each).toMatchObject({ arrival: 2, ignoreEos: true, noise: { tokens: 5 } });
    expect(parseExperiment(JSON.parse(JSON.stringify(experiment)))).toEqual(experiment);
  });

  it('serves a unit by itself in an arm that lists nothing else', () => {
    const study = companyStudy();
    const [{ experiment, measured }] = batchesOf(study, jobsOf(study, TASKS.length)[0]);
    const [company, alone] = experiment.arms;
    expect(alone.requests).toEqual(measured);
    expect(alone.limits.maxSequences).toBe(1);
    expect(company.limits.maxSequences).toBe(64);
    expect(company.requests.slice(0, 4)).toEqual(measured);
  });

  it('brings the base’s own requests to every batch', () => {
    const study = companyStudy();
    const own = { ...study.base.requests[1], id: 'own' };
    const [company, alone] = study.base.arms;
    const base = {
      ...study.base,
      requests: [...study.base.requests, own],
      arms: [{ ...company, requests: ['own', 'unit'] }, alone],
    };
    const batches = batchesOf({ ...study, base }, jobsOf(study, TASKS.length)[0]);
    for (const { experiment, measured } of batches) {
      expect(experiment.arms[0].requests).toEqual(['own', ...measured]);
      // In company with it, nobody is alone.
      expect(experiment.arms[0].limits.maxSequences).toBe(64);
    }
  });

  it('follows from its seed: company, noise and sampling', () => {
    const study = companyStudy({ company: { size: 3, length: 5, noise: 0.34 } });
    const jobs = jobsOf(study, TASKS.length);
    const [first, other] = [0, 1].map((seed) => jobs.find((job) => job.seed === seed)!);
    expect(batchesOf(study, first)).toEqual(batchesOf(study, first));
    const [a, b] = [first, other].map((job) => batchesOf(study, job));
    expect(a.map(({ measured }) => measured)).not.toEqual(b.map(({ measured }) => measured));
    const noiseOf = (batches: typeof a) =>
      batches.flatMap(({ experiment }) =>
        experiment.requests.flatMap((request) => request.noise?.seed ?? []),
      );
    const seeds = noiseOf(a);
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(noiseOf(b)).not.toEqual(seeds);
    expect(b[0].experiment.decoding.seed).toBe(1);
  });
});

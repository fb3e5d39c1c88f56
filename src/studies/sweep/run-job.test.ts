import { describe, expect, it } from 'vitest';
import { type Answer, fakeEngine, VOCABULARY } from '../../lab/testing/fake-engine.ts';
import { rowCount } from '../../steps/step-plan.ts';
import { unitsOf } from './experiment-of.ts';
import type { Observation } from './job.ts';
import { jobsOf, studyHash } from './jobs.ts';
import { runJob } from './run-job.ts';
import type { Study } from './study-schema.ts';
import { companyStudy, letterTasks } from './testing/company-study.ts';
import { END, letterModel } from './testing/letters.ts';

const TASKS = letterTasks(12);
const model = letterModel();

async function ran(study: Study, answer: Answer, place = 0, tasks = TASKS) {
  const units = unitsOf(study, tasks);
  const job = jobsOf(study, units.length)[place];
  const engine = fakeEngine(answer);
  const result = await runJob(study, job, { engine, tasks, modelOf: () => Promise.resolve(model) });
  return { job, result, engine };
}

const values = ({ observations }: { observations: readonly Observation[] }, arm: string, pair = false) =>
  observations.filter((each) => each.arm === arm && (each.against !== null) === pair);

/** Another token where a step has more rows than one, which is where company is. */
const leaks: Answer = (_, plan) => ({ token: rowCount(plan) > 1 ? 6 : 7 });
/** Other bits alone there: the fake's own logits follow the rows. */
const steady: Answer = () => ({ token: 7 });

describe('a job', () => {
  it('observes each unit in each arm, and in each pair of arms', async () => {
    const study = companyStudy();
    const { job, result } = await ran(study, steady);
    expect(result).toMatchObject({ version: 1, study: studyHash(study), job });
    expect(result.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const units = unitsOf(study, TASKS)
      .slice(job.from, job.to)
      .map(({ id }) => id)
      .toSorted();
    for (const arm of ['company', 'alone'])
      expect(
        values(result, arm)
          .map(({ unit }) => unit)
          .toSorted(),
      ).toEqual(units);
    const pairs = values(result, 'company', true);
    expect(pairs.map(({ unit }) => unit).toSorted()).toEqual(units);
    expect(pairs.every(({ against }) => against === 'alone')).toBe(true);
    expect(values(result, 'alone', true)).toEqual([]);
    for (const { unit, kind } of pairs) expect(kind).toBe(Number(unit.slice(5)) % 2 ? 'odd' : 'even');
  });

  it('passes tasks that are answered right, and counts tokens', async () => {
    const right = values((await ran(companyStudy(), steady)).result, 'alone');
    for (const { unit, values: found } of right) {
      const { maxNewTokens } = TASKS.find(({ id }) => id === unit)!;
      expect(found).toEqual({ pass: 1, length: maxNewTokens });
    }
    const wrong = values((await ran(companyStudy(), () => ({ token: 6 }))).result, 'alone');
    expect(wrong.map(({ values: found }) => found.pass)).toEqual(right.map(() => 0));
  });

  it('sees other bits under equal tokens, and no fork: censored at the answer’s end', async () => {
    const { result } = await ran(companyStudy(), steady);
    for (const pair of values(result, 'company', true)) {
      const { maxNewTokens } = TASKS.find(({ id }) => id === pair.unit)!;
      expect(pair).toMatchObject({
        values: { tokensToFork: maxNewTokens, fork: 0, bits: 1 },
        censored: true,
      });
      expect('completion' in pair).toBe(false);
    }
  });

  it('sees a fork at the token where company tells', async () => {
    // Company tells in the third token, by the lengths of letter prompts.
    const late: Answer = (spec, plan, position) =>
      position < 5 ? { token: 7 } : leaks(spec, plan, position);
    const { result } = await ran(companyStudy(), late);
    const long = values(result, 'company', true).filter(
      ({ unit }) => TASKS.find(({ id }) => id === unit)!.maxNewTokens > 2,
    );
    expect(long.some(({ values: { fork } }) => fork === 1)).toBe(true);
    for (const pair of long.filter(({ values: { fork } }) => fork === 1)) {
      expect(pair.values.tokensToFork).toBe(2);
      expect('censored' in pair).toBe(false);
    }
  });

  it('sees nothing where logits follow from the request alone', async () => {
    const same: Answer = () => ({ token: 7, logits: new Float32Array(VOCABULARY).fill(0.25) });
    const { result } = await ran(companyStudy(), same);
    for (const { values: found } of values(result, 'company', true))
      expect(found).toMatchObject({ fork: 0, bits: 0 });
  });

  it('tells completions apart by their tokens', async () => {
    const { result } = await ran(companyStudy({}, { measures: ['distinct'] }), leaks);
    const alone = new Set(values(result, 'alone').map(({ completion }) => completion));
    const lengths = new Set(TASKS.map(({ maxNewTokens }) => maxNewTokens));
    expect(alone.size).toBe(lengths.size);
    expect(values(result, 'alone').every(({ values: { distinct } }) => distinct === 1)).toBe(true);
  });

  it('has no values of an answer that failed, which passes nothing', async () => {
    const broken: Answer = (spec) => ({ token: 7, finite: spec.name !== 'company' });
    const study = companyStudy({}, { measures: ['pass', 'length', 'tokensToFork', 'bits'] });
    const { result } = await ran(study, broken);
    for (const { values: found, completion } of values(result, 'company')) {
      expect(found).toEqual({ pass: 0, length: null });
      expect(completion).toBeUndefined();
    }
    for (const { values: found, censored } of values(result, 'company', true)) {
      expect(found).toEqual({ tokensToFork: null, bits: null });
      expect(censored).toBeUndefined();
    }
  });

  it('passes no answer that failed, right as it is so far', async () => {
    const short = TASKS.map((task) => ({ ...task, answer: 'h', maxNewTokens: 4 }));
    // The prompt's three tokens, and the answer's one.
    const broken: Answer = (_spec, _plan, position) => ({ token: 7, finite: position < 4 });
    const { result } = await ran(companyStudy({}, { measures: ['pass'] }), broken, 0, short);
    expect(values(result, 'alone').map(({ values: found }) => found.pass)).toEqual(Array(8).fill(0));
  });

  it('measures margins up to the fork, and KL, of logits that are kept', async () => {
    const sloped = (lead: number) =>
      Float32Array.from({ length: VOCABULARY }, (_, i) => (i === 7 ? lead : 0));
    const answer: Answer = (_, plan) => ({ token: 7, logits: sloped(rowCount(plan) > 1 ? 2 : 3) });
    const study = companyStudy({}, { measures: ['margin', 'kl'] });
    const { result } = await ran(study, answer);
    for (const { unit, values: found } of values(result, 'alone')) {
      const { maxNewTokens } = TASKS.find(({ id }) => id === unit)!;
      // The first token comes of the prompt's rows, the others of a row each.
      expect(found.margin).toBeCloseTo((2 + 3 * (maxNewTokens - 1)) / maxNewTokens);
    }
    for (const { values: found } of values(result, 'company', true)) expect(found.kl).toBeGreaterThan(0);
  });

  it('measures margins of arms that nothing is compared with', async () => {
    const answer: Answer = () => ({
      token: 7,
      logits: Float32Array.from({ length: VOCABULARY }, (_, i) => (i === 7 ? 3 : 1)),
    });
    const study = companyStudy({}, { measures: ['margin'] }, { compare: [] });
    const { result } = await ran(study, answer);
    expect(result.observations).toHaveLength(16);
    for (const { values: found } of result.observations) expect(found).toEqual({ margin: 2 });
  });

  it('measures margins of such arms beside KL of pairs', async () => {
    const study = companyStudy({}, { measures: ['margin', 'kl'] });
    const { arms } = study.base;
    const base = { ...study.base, arms: [...arms, { ...arms[0], name: 'unpaired' }] };
    const { result } = await ran({ ...study, base }, steady);
    for (const { values: found } of values(result, 'unpaired')) expect(found).toEqual({ margin: 0 });
    expect(values(result, 'unpaired')).toHaveLength(8);
  });

  it('gives the same again, and another seed other company', async () => {
    const study = companyStudy();
    const [first, again] = [await ran(study, leaks), await ran(study, leaks)];
    expect(again.result).toEqual(first.result);
    const other = jobsOf(study, TASKS.length).findIndex(({ seed }) => seed === 1);
    expect((await ran(study, leaks, other)).result.fingerprint).not.toBe(first.result.fingerprint);
  });

  it('ends with its units: noise that goes on for nobody is not run', async () => {
    const study = companyStudy({ company: { size: 1, length: 5, noise: 1 } });
    // Units end at once, at the token that ends texts.
    const { engine } = await ran(study, () => ({ token: END }));
    expect(engine.log.filter((arm) => arm === 'company')).toHaveLength(8);
    expect(engine.open).toBe(0);
  });
});

describe('times', () => {
  const clock = {
    kind: 'virtual',
    table: { measuredOn: 'test', entries: [{ rows: 1, keys: 1, ms: 2 }], swapMs: 1 },
  };

  it('are those of the base’s clock, where they are measured', async () => {
    const timed = companyStudy({}, { measures: ['ttft', 'tpot', 'e2el', 'bits'] }, { version: 3, clock });
    const { result } = await ran(timed, steady);
    for (const { unit, values: found } of values(result, 'company')) {
      const { maxNewTokens } = TASKS.find(({ id }) => id === unit)!;
      expect(found.ttft).toBeGreaterThanOrEqual(2);
      expect(found.e2el).toBeCloseTo(found.ttft! + (maxNewTokens - 1) * found.tpot!);
    }
    expect(values(result, 'company', true).every(({ values: { bits } }) => bits === 1)).toBe(true);
  });

  it('make those wait who are alone: one after the other', async () => {
    const { result } = await ran(companyStudy({}, { measures: ['ttft'] }, { version: 3, clock }), steady);
    const waits = values(result, 'alone').map(({ values: { ttft } }) => ttft!);
    expect(Math.max(...waits)).toBeGreaterThan(Math.min(...waits));
  });
});

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink } from '../src/experiment/link.ts';
import { asksForRandom } from '../src/experiment/model-name.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { loadModel } from '../src/model/load.ts';
import { randomModel } from '../src/model/random-model.ts';
import { analyseStudy } from '../src/studies/sweep/analyse.ts';
import type { StudyOutcome } from '../src/studies/sweep/outcome.ts';
import { parseStudy } from '../src/studies/sweep/read-study.ts';
import { SHIPPED_STUDIES } from '../src/studies/sweep/shipped-studies.ts';
import { stalenessOf } from '../src/studies/sweep/stale-outcome.ts';
import type { Study } from '../src/studies/sweep/study-schema.ts';
import { shippable, shippedObservations } from './shipped-observations.ts';
import {
  MOST_OUTCOME_BYTES,
  SHIPPED_BENCH,
  SHIPPED_TEXT,
  shippedStudiesText,
} from './shipped-studies-text.ts';

const root = (path: string) => new URL(`../${path}`, import.meta.url).pathname;
const jsonOf = (path: string) => JSON.parse(readFileSync(root(path), 'utf8'));
const studyOf = (id: string): Study => parseStudy(jsonOf(`studies/${id}.json`));
const outcomeOf = (id: string): StudyOutcome => jsonOf(`public/studies/${id}.json`);

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const hashes = new Map<string, Promise<string>>();
function hashOf(name: string): Promise<string> {
  const known = hashes.get(name);
  if (known) return known;
  const found = asksForRandom(name)
    ? Promise.resolve(randomModel(name).checkpoint.hash)
    : loadModel(nodeModelFiles(root(`public/models/${name}`)), name).then(
        ({ checkpoint }) => checkpoint.hash,
      );
  hashes.set(name, found);
  return found;
}

it('ships no study that it does not know, and each with its outcome', () => {
  const files = (folder: string) => readdirSync(root(folder)).filter((name) => name.endsWith('.json'));
  const expected = SHIPPED_STUDIES.map((id) => `${id}.json`);
  expect(files('studies').toSorted()).toEqual(expected.toSorted());
  expect(files('public/studies')).toEqual(expect.arrayContaining(expected));
});

describe.each([...SHIPPED_STUDIES])('%s', (id) => {
  it('has an outcome of the study, rules and weights as they are now: else npm run study', async () => {
    expect(await stalenessOf(studyOf(id), outcomeOf(id), hashOf)).toEqual([]);
  });

  it('says what its observations come to by the analysis of today: else npm run study -- --analyse', async () => {
    const [study, shipped] = [studyOf(id), outcomeOf(id)];
    const observed = await shippedObservations(study, root(`studies/results/${id}.parquet`));
    const { cells, hypotheses, strata } = shippable({ ...analyseStudy(study, observed), jobs: shipped.jobs });
    expect(plain({ cells, hypotheses, strata })).toEqual({
      ...{ cells: shipped.cells, hypotheses: shipped.hypotheses, strata: shipped.strata },
    });
  }, 120_000);

  it('is called by its file, and its base opens in the lab', () => {
    const study = studyOf(id);
    expect(study.id).toBe(id);
    expect(decodeLink(encodeLink({ experiment: study.base })).experiment).toEqual(study.base);
  });

  it('asks its question in a sentence', () => {
    expect(studyOf(id).question).toMatch(/^[^.?]+\?$/);
  });

  it('is small enough to be fetched with a page', () => {
    expect(statSync(root(`public/studies/${id}.json`)).size).toBeLessThanOrEqual(MOST_OUTCOME_BYTES);
    expect(existsSync(root(`studies/results/${id}.parquet`))).toBe(true);
  });
});

it('are told in the docs by what they found: else npm run study', () => {
  const [bench] = jsonOf(SHIPPED_BENCH).reports;
  const text = shippedStudiesText(SHIPPED_STUDIES.map(outcomeOf), bench);
  expect(readFileSync(root(SHIPPED_TEXT), 'utf8')).toBe(text);
});

describe('an outcome', () => {
  const [id] = SHIPPED_STUDIES;
  const stale = (study: Study, outcome: StudyOutcome, hash = hashOf) => stalenessOf(study, outcome, hash);

  it('is stale once its study is another', async () => {
    const study = studyOf(id);
    const [problem] = await stale({ ...study, seeds: [...study.seeds, 99] }, outcomeOf(id));
    expect(problem).toContain(`${id}: its outcome is of study ${outcomeOf(id).study}, the study is `);
  });

  it('is stale once a rule has another version', async () => {
    const outcome = outcomeOf(id);
    const [stratum] = outcome.strata;
    const earlier = { ...stratum, rules: stratum.rules.map((rule) => rule.replace('@', '@0')) };
    const [problem] = await stale(studyOf(id), { ...outcome, strata: [earlier] });
    expect(problem).toBe(`${id}: its outcome is by the rules variant@01, which are variant@1 now`);
  });

  it('is stale once a model has other weights', async () => {
    const problems = await stale(studyOf(id), outcomeOf(id), () => Promise.resolve('sha256:other'));
    expect(problems[0]).toMatch(/weights sha256:[0-9a-f]{64}, which are sha256:other now$/);
  });

  it('is stale while jobs are not done', async () => {
    const outcome = outcomeOf(id);
    const jobs = { ...outcome.jobs, done: outcome.jobs.done - 2 };
    expect(await stale(studyOf(id), { ...outcome, jobs })).toEqual([
      `${id}: 2 of ${outcome.jobs.planned} jobs are not done`,
    ]);
  });
});

import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStorage } from '../../model/testing/memory-storage.ts';
import { studyHash } from '../../studies/sweep/jobs.ts';
import { encodeStudyLink } from '../../studies/sweep/study-link.ts';
import { readSweepZip, writeSweepZips } from '../../studies/sweep/sweep-zip.ts';
import { smallStudy } from '../../studies/sweep/testing/small-study.ts';
import type { StudyNews } from '../news.ts';
import type { Outcome } from '../outcome.ts';
import { labHere } from '../testing/lab-here.ts';
import type { StudyFound } from './study-reports.ts';

const modelsUrl = 'http://models.test/';
const study = smallStudy({ seeds: 3, tokens: 3 });
const text = JSON.stringify(study);
const hash = studyHash(study);
const silent = () => undefined;

/** A browser with an empty storage. */
function freshBrowser(): void {
  const storage = memoryStorage();
  const held = new Set<string>();
  const request = async (name: string, _: unknown, work: (lock: unknown) => Promise<unknown>) => {
    if (held.has(name)) return work(null);
    held.add(name);
    return await work({}).finally(() => held.delete(name));
  };
  vi.stubGlobal('navigator', { ...storage, userAgent: 'test', locks: { request } });
}

beforeEach(() => {
  freshBrowser();
  vi.stubGlobal('fetch', async (url: string) => {
    const file = await readFile(
      new URL(`../../../public/models/${url.slice(modelsUrl.length)}`, import.meta.url),
    );
    return new Response(new Uint8Array(file));
  });
});
afterEach(() => vi.unstubAllGlobals());

async function value<Value>(asked: Promise<Outcome<Value>>): Promise<Value> {
  const outcome = await asked;
  if (!outcome.ok) throw new Error(outcome.fault.message);
  return outcome.value;
}
const doneOf = ({ done }: { readonly done: Uint8Array }) => done.reduce((sum, flag) => sum + flag, 0);
const request = { text, engine: 'cpu', modelsUrl } as const;

/** Runs the study until so many jobs have ended, then cancels it. */
async function runPart(jobs: number): Promise<void> {
  const lab = labHere();
  let ended = 0;
  const outcome = await lab.study.run(request, (events: readonly StudyNews[]) => {
    ended += events.filter(({ type }) => type === 'job').length;
    if (ended >= jobs) void lab.turns.cancel();
  });
  expect(outcome).toMatchObject({ ok: false, fault: { kind: 'cancelled' } });
}

/** The study's results in a browser that has run all of it at once. */
async function wholeZip(): Promise<Uint8Array<ArrayBuffer>> {
  const lab = labHere();
  await value(lab.study.run(request, silent));
  return (await value(lab.study.pack(hash)))[0];
}
/** What of a zip does not follow a clock. */
const timeless = (zip: Uint8Array) =>
  [...readSweepZip(zip).results].map(([id, result]) => [id, { ...JSON.parse(result), milliseconds: 0 }]);

describe('a study in the page', () => {
  it('is planned from its JSON or its link, and nothing is kept of it before it runs', async () => {
    const lab = labHere();
    const opened = await value(lab.study.open({ text, modelsUrl }));
    expect(opened).toMatchObject({ hash, units: 1, by: null, jobMilliseconds: null, table: { count: 6 } });
    expect(JSON.parse(opened.text)).toEqual(study);
    expect(doneOf(opened)).toBe(0);
    const linked = await value(lab.study.open({ text: encodeStudyLink(study), modelsUrl }));
    expect(linked).toEqual(opened);
    expect(await value(lab.study.kept())).toEqual([]);
    for (const [wrong, problem] of [
      ['{"version":2}', 'version: expected 1, found 2'],
      ['{', 'study: '],
      ['#study1.AAAA', 'link: '],
    ])
      expect(await lab.study.open({ text: wrong, modelsUrl })).toMatchObject({
        ok: false,
        fault: { message: expect.stringContaining(problem) },
      });
  });

  it('goes on where it was cancelled, in a later visit, and ends with what one visit alone would have', async () => {
    const whole = await wholeZip();
    freshBrowser();
    await runPart(2);
    const lab = labHere();
    const [kept] = await value(lab.study.kept());
    expect(kept).toMatchObject({ hash, title: 'A small study', planned: 6 });
    expect(kept.done).toBeGreaterThanOrEqual(2);
    expect(kept.done).toBeLessThan(6);
    const reopened = await value(lab.study.reopen({ hash, modelsUrl }));
    expect(doneOf(reopened)).toBe(kept.done);
    expect(reopened.by?.engine).toBe('cpu');
    const told: StudyNews[] = [];
    const run = lab.study.run(request, (events: readonly StudyNews[]) => void told.push(...events));
    expect(await value(run)).toEqual({ done: 6, of: 6 });
    // What was there is not run again.
    const indexes = told.flatMap((news) => (news.type === 'job' ? [news.index] : []));
    expect(indexes).toEqual([...Array(6).keys()].slice(kept.done));
    const [zip] = await value(lab.study.pack(hash));
    expect(timeless(zip)).toEqual(timeless(whole));
    await value(lab.study.forget(hash));
    expect(await value(lab.study.kept())).toEqual([]);
  });

  it('is analysed at any time, and says of how many jobs', async () => {
    await runPart(3);
    const lab = labHere();
    const { outcome: part }: StudyFound = JSON.parse(await value(lab.study.analyse({ text, modelsUrl })));
    expect(part.jobs).toMatchObject({ planned: 6 });
    expect(part.jobs.done).toBeLessThan(6);
    expect(part.deviations.join()).toMatch(/of 6 jobs/);
    await value(lab.study.run(request, silent));
    const { outcome: all, merged }: StudyFound = JSON.parse(
      await value(lab.study.analyse({ text, modelsUrl })),
    );
    expect(merged?.jobs).toHaveLength(6);
    expect(all).toMatchObject({ study: hash, jobs: { planned: 6, done: 6 } });
    expect(all.deviations.join()).not.toMatch(/of 6 jobs/);
    const [tested] = all.hypotheses;
    expect(tested).toMatchObject({ n: 3, b: { value: 0 }, planned: true });
  });
});

it('analyses results as the planned look that is asked for, at the level that it may spend', async () => {
  const looked = { ...study, plan: { ...study.plan, looks: 2 } };
  const asked = { text: JSON.stringify(looked), modelsUrl };
  const lab = labHere();
  await value(lab.study.run({ ...asked, engine: 'cpu' }, silent));
  const at = async (look?: number) => {
    const request = look === undefined ? asked : { ...asked, look };
    return (JSON.parse(await value(lab.study.analyse(request))) as StudyFound).outcome.look!;
  };
  const [first, second, left] = [await at(1), await at(2), await at()];
  expect(first).toMatchObject({ of: 2, now: 1 });
  expect(second).toMatchObject({ of: 2, now: 2 });
  expect(first.alpha).toBeLessThan(second.alpha);
  expect(left).toEqual(second);
  expect((await lab.study.analyse({ ...asked, look: 3 })).ok).toBe(false);
});

describe('zips of results', () => {
  const blob = (...parts: BlobPart[]) => new Blob(parts);
  const refused = async (zips: readonly Blob[]) => {
    const outcome = await labHere().study.take({ zips, modelsUrl });
    expect(outcome.ok).toBe(false);
    return outcome.ok ? '' : outcome.fault.message;
  };

  it('bring results to another browser, in parts and beside those that are there', async () => {
    const whole = await wholeZip();
    const { study: own, canary, results } = readSweepZip(whole);
    const half = (from: number, to: number) =>
      blob(writeSweepZips({ study: own, canary, results: new Map([...results].slice(from, to)) })[0]);
    freshBrowser();
    const lab = labHere();
    expect(doneOf(await value(lab.study.take({ zips: [half(0, 2), half(1, 4)], modelsUrl })))).toBe(4);
    expect(doneOf(await value(lab.study.take({ zips: [blob(whole)], modelsUrl })))).toBe(6);
    expect(readSweepZip((await value(lab.study.pack(hash)))[0])).toEqual(readSweepZip(whole));
  });

  it('are refused whole where anything is wrong, by name', async () => {
    const whole = await wholeZip();
    freshBrowser();
    const files = readSweepZip(whole);
    const [[id, result]] = files.results;
    const zipWith = (changes: Partial<typeof files>) => blob(writeSweepZips({ ...files, ...changes })[0]);
    const changed = (edit: object) =>
      new Map(files.results).set(id, JSON.stringify({ ...JSON.parse(result), ...edit }));
    const { provenance } = JSON.parse(result);
    const cases: [readonly Blob[], RegExp][] = [
      [[blob('no zip')], /^zip: expected a whole zip/],
      [
        [zipWith({ results: changed({ study: 'f'.repeat(64) }) })],
        new RegExp(`^${id}\\.json: expected a result of study`),
      ],
      [
        [zipWith({ results: changed({ observations: 1 }) })],
        new RegExp(`^${id}\\.json: expected the result of a job`),
      ],
      [
        [zipWith({ results: changed({ observations: [] }) })],
        new RegExp(`^${id}\\.json: observations: expected 1 of unit "probe" in arm "alone", found 0$`),
      ],
      [
        [zipWith({ results: changed({ provenance: { ...provenance, canary: 'f'.repeat(32) } }) })],
        /differ in canary/,
      ],
      [
        [blob(whole), zipWith({ results: changed({ fingerprint: 'f'.repeat(64) }) })],
        new RegExp(`${id}.*differ`),
      ],
      [
        [
          blob(whole),
          zipWith({
            study: JSON.stringify(smallStudy({ seeds: 1, tokens: 1 })),
            results: new Map(),
            canary: null,
          }),
        ],
        /expected zips of one study/,
      ],
      [[zipWith({ study: '{}' })], /version: expected 1/],
    ];
    for (const [zips, problem] of cases) expect(await refused(zips)).toMatch(problem);
    expect(await value(labHere().study.kept())).toEqual([]);
  });

  it('of another device than what is here are refused, and so is running on', async () => {
    const { study: own, canary, results } = readSweepZip(await wholeZip());
    freshBrowser();
    const other = (json: string) =>
      json.replaceAll(/"canary":\s?"[0-9a-f]{32}"/g, `"canary":"${'e'.repeat(32)}"`);
    const [zip] = writeSweepZips({
      study: own,
      canary: other(canary!),
      results: new Map([...results].slice(0, 2).map(([id, result]) => [id, other(result)])),
    });
    const lab = labHere();
    await value(lab.study.take({ zips: [blob(zip)], modelsUrl }));
    expect(await lab.study.run(request, silent)).toMatchObject({
      ok: false,
      fault: { kind: 'file', message: expect.stringContaining("the canary is not the study's") },
    });
    expect(doneOf(await value(lab.study.reopen({ hash, modelsUrl })))).toBe(2);
  });
});

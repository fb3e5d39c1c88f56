import { expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { runExperiment } from '../../lab/run.ts';
import { randomModel } from '../../model/random-model.ts';
import {
  type Canaries,
  canaryExperiment,
  canaryFingerprint,
  parseCanaries,
  runCanary,
  withCanary,
} from './canary.ts';
import { studyHash } from './jobs.ts';
import { PROVENANCE, TINY, tinyStudy } from './testing/tiny-study.ts';

const STUDY = tinyStudy();
const HASH = studyHash(STUDY);
const { engine, adapter } = PROVENANCE;
const canary = (digit: string, description = 'one') => ({
  engine,
  adapter: { ...adapter, description },
  canary: digit.repeat(32),
});
const withOne: Canaries = { version: 1, study: HASH, canaries: [canary('a')] };

test('runs the first arm’s way and the invariant one, greedily, of the study’s model', () => {
  const [first, second] = TINY.base.arms;
  const own = { ...first, dtype: 'bf16', weights: 'q8', sampler: 'rank' };
  const base = { ...TINY.base, decoding: { temperature: 1 }, arms: [own, second] };
  const { model, arms, decoding } = canaryExperiment(tinyStudy({ base }));
  expect(model.name).toBe('pico');
  expect(decoding.temperature).toBe(0);
  expect(arms.map(({ name, dtype, weights, kernels: { matmul } }) => [name, dtype, weights, matmul])).toEqual(
    [
      ['invariant', 'bf16', 'q8', 'invariant'],
      ['own', 'bf16', 'q8', 'variant'],
    ],
  );
});

test('its fingerprint follows from every bit of every request', async () => {
  const model = randomModel('random:pico');
  const study = tinyStudy({ base: { ...TINY.base, model: { name: 'random:pico' } } });
  const cpu = openCpuEngine();
  try {
    const run = async (experiment: Parameters<typeof runExperiment>[0]['experiment']) =>
      (await runExperiment({ experiment, model, engine: cpu })).record;
    const found = await runCanary(study, cpu, run);
    expect(found).toMatchObject({ engine: 'cpu', adapter: cpu.adapter });
    expect(found.canary).toMatch(/^[0-9a-f]{32}$/);
    expect(await runCanary(study, cpu, run)).toEqual(found);
    const record = await run(canaryExperiment(study));
    expect(canaryFingerprint(record)).toBe(found.canary);
    const other = structuredClone(record);
    (other.arms[1].requests[1] as { fingerprint: string }).fingerprint = '2:0';
    expect(canaryFingerprint(other)).not.toBe(found.canary);
  } finally {
    cpu.destroy();
  }
});

test('the first becomes the study’s, and is known again', () => {
  expect(withCanary(null, HASH, canary('a'), false)).toEqual(withOne);
  expect(withCanary(withOne, HASH, canary('a'), false)).toBe(withOne);
});

test.each([
  ['of other bits', canary('b')],
  ['of another adapter with the same bits', canary('a', 'two')],
])('one %s is refused, or kept beside it where that is asked', (_, other) => {
  expect(() => withCanary(withOne, HASH, other, false)).toThrow(
    /^the canary is not the study's: expected aaaaaaaaaaaa on cpu, one, found /,
  );
  expect(withCanary(withOne, HASH, other, true).canaries).toEqual([canary('a'), other]);
});

test('its file is read back, and that of another study is refused', () => {
  expect(parseCanaries(JSON.parse(JSON.stringify(withOne)), HASH, 'canary.json')).toEqual(withOne);
  expect(() => parseCanaries(withOne, '0'.repeat(64), 'canary.json')).toThrow(
    'canary.json: expected canaries of study 000',
  );
  expect(() => parseCanaries({ ...withOne, canaries: [] }, HASH, 'canary.json')).toThrow(
    'canary.json: expected canaries of a study, found at canaries',
  );
});

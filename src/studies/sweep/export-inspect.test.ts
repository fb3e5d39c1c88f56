import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { inspectArchive, studyInspectLogs } from './export-inspect.ts';
import { inspectLogSchema } from './inspect-schema.ts';
import { madeUpMerged } from './testing/made-up-merged.ts';
import { MADE_UP_STUDY } from './testing/made-up-outcome.ts';

const merged = madeUpMerged();
const CREATED = '2026-01-02T03:04:05+00:00';
const files = studyInspectLogs(MADE_UP_STUDY, merged, CREATED);

it('is what Inspect reads, once written and read back', () => {
  for (const { log } of files) {
    const read = JSON.parse(JSON.stringify(log));
    expect(inspectLogSchema.parse(read)).toEqual(read);
  }
});

it('has a log for each cell and arm, under names by which viewers find them', () => {
  expect(files).toHaveLength(6 * 2);
  const names = files.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  // inspect_ai, log/_file.py: log_file_pattern, and parts between underscores.
  for (const name of names)
    expect(name).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}[:-]\d{2}[:-]\d{2}[^_]*_[^_]+_[0-9a-f]{22}\.json$/);
  expect(files[0].log.eval.task_args).toEqual({ 'noise-share': '0 %', precision: 'f32', arm: 'variant' });
});

it('scores units as samples and seeds as epochs, with what an arm has against another', () => {
  const [{ log }] = files;
  expect(log.samples.map(({ id, epoch }) => `${id} ${epoch}`)).toEqual([
    ...['addition-1', 'addition-2', 'echo-1', 'echo-2'].map((id) => `${id} 1`),
    ...['addition-1', 'addition-2', 'echo-1', 'echo-2'].map((id) => `${id} 2`),
  ]);
  const [job] = merged.jobs;
  const of = (against: string | null) =>
    job.observations.find(
      ({ unit, arm, against: other }) => unit === 'echo-1' && arm === 'variant' && other === against,
    )!;
  const sample = log.samples[2];
  expect(sample.scores.pass.value).toBe(of(null).values.pass === 1 ? 'C' : 'I');
  expect(sample.scores.length.value).toBe(of(null).values.length);
  expect(sample.scores['tokensToFork against invariant'].value).toBe(of('invariant').values.tokensToFork);
  expect(sample.metadata).toEqual({ kind: 'echo', seed: 1, job: job.id, completion: of(null).completion });
});

it.each(files)(
  'gives the mean over units of their means over epochs, and its standard error: $log.eval.task',
  ({ log }) => {
    const { samples, results } = log;
    const units = ['addition-1', 'addition-2', 'echo-1', 'echo-2'].map((unit) => {
      const passed = samples
        .filter(({ id }) => id === unit)
        .map(({ scores }) => Number(scores.pass.value === 'C'));
      return (passed[0] + passed[1]) / 2;
    });
    const mean = units.reduce((sum, value) => sum + value, 0) / 4;
    const { metrics, ...score } = results.scores.find(({ name }) => name === 'pass')!;
    expect(metrics.accuracy.value).toBeCloseTo(mean, 12);
    const variance = units.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3;
    expect(metrics.stderr.value).toBeCloseTo(Math.sqrt(variance / 4), 12);
    expect(score).toMatchObject({ scored_samples: 8, unscored_samples: 0, reducer: 'mean' });
  },
);

it('says that it has no texts', () => {
  expect(files[0].log.eval.metadata.texts).toContain('not its prompt nor its answer');
});

it('leaves a sample unscored where nothing was measured', () => {
  const [first, ...others] = merged.jobs;
  const [seen, ...rest] = first.observations;
  const without = { ...seen, values: { pass: null, length: null } };
  const [{ log }] = studyInspectLogs(
    MADE_UP_STUDY,
    { ...merged, jobs: [{ ...first, observations: [without, ...rest] }, ...others] },
    CREATED,
  );
  expect(log.results.scores.find(({ name }) => name === 'pass')).toMatchObject({
    scored_samples: 7,
    unscored_samples: 1,
  });
  expect(log.samples[0].scores).not.toHaveProperty('pass');
});

it('packs all logs into one archive', () => {
  const unpacked = unzipSync(inspectArchive(MADE_UP_STUDY, merged, CREATED));
  expect(Object.keys(unpacked)).toEqual(files.map(({ name }) => name));
  expect(JSON.parse(strFromU8(unpacked[files[3].name]))).toEqual(JSON.parse(JSON.stringify(files[3].log)));
});

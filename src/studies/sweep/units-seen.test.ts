import { expect, test } from 'vitest';
import { madeUpMerged } from './testing/made-up-merged.ts';
import { MADE_UP_STUDY } from './testing/made-up-outcome.ts';
import { unitsSeen } from './units-seen.ts';

const MERGED = madeUpMerged();
const idsOf = (merged = MERGED) =>
  unitsSeen(MADE_UP_STUDY, merged, 'merged.json').map(({ id, kind }) => `${id} ${kind}`);

test('a block has the units that most of its jobs observed', () => {
  const units = ['addition-1 addition', 'addition-2 addition', 'echo-1 echo', 'echo-2 echo'];
  expect(idsOf()).toEqual(units);
  const [job] = MERGED.jobs;
  const renamed = job.observations.map((each) =>
    each.unit === 'echo-1' ? { ...each, unit: 'echo-9' } : each,
  );
  const jobs = MERGED.jobs.with(0, { ...job, observations: renamed });
  expect(idsOf({ ...MERGED, jobs }).toSorted()).toEqual(units);
});

test('refuses a block of which too few were observed', () => {
  const jobs = MERGED.jobs.map((job) => ({
    ...job,
    observations: job.observations.filter(({ unit }) => unit !== 'echo-1'),
  }));
  expect(() => idsOf({ ...MERGED, jobs })).toThrow(
    'merged.json: jobs: expected observations of units 0 to 3, 4 of them, found 3',
  );
});

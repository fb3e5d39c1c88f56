import { readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { asksForRandom } from '../../experiment/model-name.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { withDrafts } from '../../lab/speculation/with-drafts.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { randomModel } from '../../model/random-model.ts';
import { parseTasks } from '../tasks/task-file.ts';
import { unitsOf } from './experiment-of.ts';
import type { Observation } from './job.ts';
import { jobsOf } from './jobs.ts';
import { parseStudy } from './read-study.ts';
import { runJob } from './run-job.ts';
import { SHIPPED_STUDIES } from './shipped-studies.ts';

/** Observations that ship are what running a study gives: its last job, run again, which is the last cell's. */

const engine = openCpuEngine();
const jsonOf = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const modelNamed = async (name: string) =>
  asksForRandom(name) ? randomModel(name) : await loadModel(nodeModelFiles(`public/models/${name}`), name);
const modelOf = async ({ model, arms }: Experiment) =>
  await withDrafts(await modelNamed(model.name), arms, modelNamed);

async function shippedRows(id: string, job: string): Promise<Record<string, unknown>[]> {
  const bytes = readFileSync(`studies/results/${id}.parquet`);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const rows = await parquetReadObjects({ file });
  return rows.filter((row) => row.job === job);
}

const rowOf = ({ unit, kind, arm, against, values, completion }: Observation) => ({
  ...{ unit, kind, arm, against, completion: completion ?? null },
  ...values,
});

describe.each([...SHIPPED_STUDIES])('%s', (id) => {
  it('observes what it ships, run again', async () => {
    const study = parseStudy(jsonOf(`studies/${id}.json`));
    const tasks = parseTasks(jsonOf('public/models/nano/tasks.json'), 'tasks.json');
    const job = jobsOf(study, unitsOf(study, tasks).length).at(-1)!;
    const { observations } = await runJob(study, job, { engine, tasks, modelOf });
    const shipped = await shippedRows(id, job.id);
    expect(shipped).toHaveLength(observations.length);
    for (const [i, observation] of observations.entries())
      expect(shipped[i]).toMatchObject(rowOf(observation));
  });
});

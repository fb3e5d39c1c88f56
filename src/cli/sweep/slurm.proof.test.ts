import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lab, sweepStudy } from './testing/killed-sweep.ts';
import { type SlurmCluster, startSlurm, until } from './testing/slurm-cluster.ts';

const SCRIPT = fileURLToPath(new URL('../../../deploy/slurm.sh', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'slurm-'));
const at = (name: string) => join(FOLDER, name);
let cluster: SlurmCluster;

beforeAll(async () => {
  cluster = await startSlurm(FOLDER);
});
afterAll(async () => {
  await cluster?.close();
  rmSync(FOLDER, { recursive: true });
});

function planned(name: string): string {
  writeFileSync(at('study.json'), JSON.stringify(sweepStudy(8, 24)));
  lab('plan', at('study.json'), '--out', at(name));
  return at(name);
}

const stateOf = (job: string) =>
  /JobState=(\w+)/.exec(cluster.slurm('scontrol', 'show', 'job', '-o', job))?.[1];
const restartsOf = (job: string) =>
  Number(/Restarts=(\d+)/.exec(cluster.slurm('scontrol', 'show', 'job', '-o', job))![1]);

/** The lab's own process in a task, by what its environment and command line say. */
function processOf(task: string): number | null {
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
    try {
      const [environment, line] = ['environ', 'cmdline'].map((file) =>
        readFileSync(`/proc/${name}/${file}`, 'latin1').split('\0'),
      );
      const own =
        environment.includes(`SLURM_ARRAY_TASK_ID=${task}`) &&
        environment.includes(`SLURM_CONF=${at('slurm.conf')}`);
      if (own && line[0].endsWith('node') && line.includes('sweep')) return Number(name);
    } catch {
      // It ended while it was looked at.
    }
  return null;
}

test('an array of four, one task told to end and one killed, merges to the bytes of one process', async () => {
  const shards = planned('shards');
  const merge = execFileSync(SCRIPT, [shards, '4'], {
    cwd: FOLDER,
    env: cluster.env,
    encoding: 'utf8',
  }).trim();
  /** Its number is in its tasks' output files. */
  const arrayOf = () => /(\d+)_\d\.out/.exec(readdirSync(FOLDER).join(' '))![1];
  const said = (task: string) => {
    const [file] = readdirSync(FOLDER).filter(
      (name) => name.startsWith('slurm-') && name.endsWith(`_${task}.out`),
    );
    return file ? readFileSync(at(file), 'utf8') : '';
  };
  for (const task of ['2', '3'])
    await until(`task ${task} at its jobs`, () => said(task).includes('canary '));
  cluster.slurm('scancel', '--signal=TERM', `${arrayOf()}_2`);
  process.kill(processOf('3')!, 'SIGKILL');
  await until('the merge', () => !['PENDING', 'RUNNING', 'COMPLETING'].includes(stateOf(merge)!));
  console.log(
    ['1', '2', '3', '4']
      .map((task) => `task ${task}, ${restartsOf(`${arrayOf()}_${task}`)} restarts:\n${said(task)}`)
      .join('\n'),
  );
  expect(stateOf(merge)).toBe('COMPLETED');
  expect(['1', '2', '3', '4'].map((task) => restartsOf(`${arrayOf()}_${task}`))).toEqual([0, 1, 1, 0]);
  expect(said('2')).toContain('shard 2 of 4, by SLURM_ARRAY_TASK_ID');
  expect(said('2')).toContain('jobs that are done are kept');
  expect(existsSync(`${shards}.json`)).toBe(true);
  const one = planned('one');
  lab('run', one, '--engine', 'cpu');
  lab('merge', one, '--json', at('one.json'));
  expect(readFileSync(`${shards}.json`, 'utf8')).toBe(readFileSync(at('one.json'), 'utf8'));
});

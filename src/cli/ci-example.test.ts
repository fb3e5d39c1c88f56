import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePolicy } from '../audit/gate/policy.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { allInvariant } from '../numerics/sets/kernel-sets.ts';
import { COMMANDS } from './command-line.ts';

const WORKFLOWS = readdirSync('docs/ci').filter((name) => name.endsWith('.yml'));
const LINES = WORKFLOWS.flatMap((name) =>
  [
    ...readFileSync(`docs/ci/${name}`, 'utf8').matchAll(
      /(?:npm run -s lab --|npx batchmates) (.+?)(?: \|\| .+)?$/gm,
    ),
  ].map(([, line]) => [name, line] as const),
);

test.each(LINES)('%s asks for what there is: lab %s', async (_, line) => {
  const [name, ...args] = line.split(' ');
  const command = COMMANDS[name];
  const help = (await command.helpOf?.(args[0])) ?? command.help;
  for (const arg of args)
    if (arg.startsWith('--')) expect(help).toContain(`  ${arg} `);
    else if (arg.startsWith('docs/')) expect(existsSync(arg)).toBe(true);
});

test('every workflow asks for something, and needs no tab', () => {
  expect([...new Set(LINES.map(([name]) => name))]).toEqual(WORKFLOWS);
  for (const name of WORKFLOWS) expect(readFileSync(`docs/ci/${name}`, 'utf8')).not.toContain('\t');
});

test('the experiment compares arms that promise equal bits', () => {
  const { arms, compare } = parseExperiment(JSON.parse(readFileSync('docs/ci/invariant.json', 'utf8')));
  expect(compare).toEqual([['alone', 'company']]);
  expect(arms.every(({ kernels }) => allInvariant(kernels))).toBe(true);
});

test('the policy of the gate is one that blocks', () => {
  const { axes } = parsePolicy(readFileSync('docs/ci/gate-policy.json'));
  expect([axes.speed?.mode, axes.quality?.mode]).toEqual(['block', 'block']);
});

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { allInvariant } from '../numerics/sets/kernel-sets.ts';
import { COMMANDS } from './command-line.ts';

const WORKFLOW = readFileSync('docs/ci/batch-invariance.yml', 'utf8');
const LINES = [...WORKFLOW.matchAll(/npm run -s lab -- (.+)$/gm)].map(([, line]) => line.split(' '));

test.each(LINES)('the example workflow asks for what there is: lab %s', (name, ...args) => {
  const { help } = COMMANDS[name];
  for (const arg of args)
    if (arg.startsWith('--')) expect(help).toContain(`  ${arg} `);
    else if (arg.startsWith('docs/')) expect(existsSync(arg)).toBe(true);
});

test('its experiment compares arms that promise equal bits', () => {
  const { arms, compare } = parseExperiment(JSON.parse(readFileSync('docs/ci/invariant.json', 'utf8')));
  expect(compare).toEqual([['alone', 'company']]);
  expect(arms.every(({ kernels }) => allInvariant(kernels))).toBe(true);
});

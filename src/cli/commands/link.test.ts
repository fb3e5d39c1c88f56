import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { readExperiment } from '../input.ts';
import { captureStreams } from '../testing/written.ts';
import { link } from './link.ts';

const written = captureStreams();

const { signal } = new AbortController();

async function printed(...args: readonly string[]): Promise<string> {
  written.out = '';
  expect(await link.perform(args, signal)).toBe(0);
  return written.out.trimEnd();
}

test('prints the link of a file, and of a link that mail has broken the same', async () => {
  const file = 'experiments/needle.json';
  const whole = await printed(file);
  expect(await readExperiment(whole)).toEqual(parseExperiment(JSON.parse(readFileSync(file, 'utf8'))));
  const broken = `> https://example.org/${whole.slice(0, 70)}\n> ${whole.slice(70)}`;
  expect(await printed(broken)).toBe(whole);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ExperimentError } from './errors.ts';
import { encodeLink } from './link.ts';
import { LinkError } from './link-error.ts';
import { readExperiment } from './read-experiment.ts';
import { JsonError } from './read-json.ts';
import { parseExperiment } from './schema.ts';

const text = readFileSync(new URL('../../experiments/needle.json', import.meta.url), 'utf8');
const experiment = parseExperiment(JSON.parse(text));
const link = encodeLink({ experiment });
const bytes = (of: string) => new TextEncoder().encode(of);

it.each([
  ['JSON', text],
  ['JSON behind a byte order mark', `\ufeff${text}`],
  ['JSON that mentions a link', JSON.stringify({ ...experiment, description: `see ${link}` })],
  ['a link', `${link}\n`],
  [
    'a mail that broke its link',
    `Hello,\n\n> https://example.org/lab/${link.match(/.{1,70}/g)!.join('=\r\n')}\n`,
  ],
])('reads %s', (what, file) => {
  const read = readExperiment(bytes(file));
  expect({ ...read, description: null }).toEqual({ ...experiment, description: null });
  expect(read.description === experiment.description).toBe(!what.includes('mentions'));
});

it.each([
  ['a fault in JSON', text.replace('"version": 1,', '"version": 1;'), JsonError, 'line 2, column 15'],
  ['what is something else', 'MIT License', JsonError, 'line 1, column 1'],
  ['another JSON', '{"version": 1}', ExperimentError, 'title: expected text, found nothing'],
  ['a damaged link', link.slice(0, 300), LinkError, 'cut off'],
])('refuses %s', (_, file, kind, words) => {
  expect(() => readExperiment(bytes(file))).toThrow(kind);
  expect(() => readExperiment(bytes(file))).toThrow(words);
});

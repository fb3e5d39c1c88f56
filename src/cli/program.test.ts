import { expect, test } from 'vitest';
import { asCalled } from './program.ts';

const COMMANDS = ['run', 'sweep', 'model'];

test.each([
  ['Usage: lab run <experiment.json | link>', 'Usage: batchmates run <experiment.json | link>'],
  ['Usage: npm run -s lab -- <command> [options]', 'Usage: batchmates <command> [options]'],
  ['found none; lab sweep run goes on with them', 'found none; batchmates sweep run goes on with them'],
  ['as in `npm run -s lab -- model hf:o/m`', 'as in `batchmates model hf:o/m`'],
])('names commands as whoever has the package types them: %s', (text, shown) => {
  expect(asCalled(text, COMMANDS, 'batchmates')).toBe(shown);
  expect(asCalled(text, COMMANDS, 'lab')).toBe(text);
});

test.each(['the lab runs it', 'lab-run', 'a lab model-free', 'collab run', 'mylab/lab running'])(
  'leaves what is no command: %s',
  (text) => expect(asCalled(text, COMMANDS, 'batchmates')).toBe(text),
);

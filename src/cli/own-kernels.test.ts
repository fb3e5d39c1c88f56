import { expect, test } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { ownKernelsIn } from '../experiment/shaders.ts';
import { checkAllowed } from './own-kernels.ts';
import { captureStreams } from './testing/written.ts';
import { UsageError } from './usage.ts';

const written = captureStreams();

const experiment = parseExperiment({
  version: 1,
  title: 'A stranger’s',
  requests: [{ id: 'p', role: 'probe', prompt: 'Once' }],
  shaders: [{ name: 'mine', like: 'matmul_row', source: 'fn main() {\n  // \x1b[2J\u202e\n}' }],
  arms: [{ name: 'a', requests: ['p'], kernels: 'variant', shaders: { matmul: 'mine' } }],
});

test('a text that nobody said yes to ends the command, and is shown line by line with nothing hidden', () => {
  expect(() => checkAllowed({ experiment, allowed: [] }, undefined)).toThrow(UsageError);
  expect(written.all.split('\n')).toEqual([
    'mine, in the place of shaders/matmul_row.wgsl, 24 characters:',
    '  fn main() {',
    '    // \\u{1b}[2J\\u{202e}',
    '  }',
    '',
  ]);
});

test('one that was named on the line, or all, pass without a word', () => {
  const [{ hash }] = ownKernelsIn(experiment);
  checkAllowed({ experiment, allowed: [hash] }, undefined);
  checkAllowed({ experiment, allowed: [] }, true);
  expect(() => checkAllowed({ experiment, allowed: ['sha256:other'] }, false)).toThrow('mine (');
});

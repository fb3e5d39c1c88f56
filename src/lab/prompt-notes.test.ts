import { expect, test } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { promptNotes } from './prompt-notes.ts';

test('prompts with halves of UTF-16 pairs are named, others are not', () => {
  const experiment = parseExperiment({
    version: 1,
    title: 'test',
    requests: [
      { id: 'whole', role: 'probe', prompt: 'a 👩‍👩‍👧 \ufffd', maxNewTokens: 1 },
      { id: 'half', role: 'noise', prompt: 'Once \ud83d there', maxNewTokens: 1 },
      { id: 'halves', role: 'noise', prompt: '\udc00\ud83d', maxNewTokens: 1 },
      { id: 'ids', role: 'noise', promptIds: [1], maxNewTokens: 1 },
    ],
    arms: [{ name: 'a', requests: ['whole', 'half', 'halves', 'ids'], kernels: 'variant' }],
  });
  expect(promptNotes(experiment)).toEqual([
    'half: 1 lone surrogate in the text, fed as U+FFFD: no UTF-8 can hold half a UTF-16 pair',
    'halves: 2 lone surrogates in the text, fed as U+FFFD: no UTF-8 can hold half a UTF-16 pair',
  ]);
});

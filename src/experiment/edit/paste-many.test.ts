import { expect, test } from 'vitest';
import { newExperiment } from './new-experiment.ts';
import { looksLikeJsonl, pasteMany, readPasted } from './paste-many.ts';

test('JSON lines hold a text each, or an object with a prompt or a text', () => {
  const text = '"one"\n\n{"prompt": "two\\nlines", "id": 3}\r\n  {"text": ""}\n';
  expect(readPasted(text, 'jsonl')).toEqual({ prompts: ['one', 'two\nlines', ''], problems: [] });
  expect(looksLikeJsonl(text)).toBe(true);
  expect(looksLikeJsonl('"one" said the fox\n"two"')).toBe(false);
  expect(looksLikeJsonl(' \n')).toBe(false);
});

test('a line that holds none is named, and nothing is added', () => {
  const result = pasteMany(
    newExperiment(),
    '"ok"\n{"prompt": 3}\n[1]\n{"a": }\n{"promp": "x"}',
    'jsonl',
    'clean',
  );
  expect(result).toEqual({
    ok: false,
    problems: [
      { field: 'line 2', reason: 'prompt: expected text, found 3' },
      { field: 'line 3', reason: 'expected a text or an object with prompt or text, found a list of 1' },
      { field: 'line 4', reason: 'column 7: expected a value, found "}"' },
      { field: 'line 5', reason: 'expected a text or an object with prompt or text, found an object' },
    ],
  });
});

test('each prompt becomes a request of its own', () => {
  const before = newExperiment();
  const result = pasteMany(before, '{"prompt": "a"}\n"b"', 'jsonl', 'clean');
  const added = result.ok ? result.experiment.requests.slice(before.requests.length) : [];
  expect(added.map(({ prompt, role }) => [prompt, role])).toEqual([
    ['a', 'clean'],
    ['b', 'clean'],
  ]);
});

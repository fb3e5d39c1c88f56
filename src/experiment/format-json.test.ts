import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatExperiment } from './format-json.ts';
import { checkExperiment, parseExperiment } from './schema.ts';

const folder = new URL('../../experiments/', import.meta.url);

describe('the text of an experiment', () => {
  test.each(readdirSync(folder).filter((name) => name.endsWith('.json')))(
    '%s reads back as it was',
    (name) => {
      const experiment = parseExperiment(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
      const text = formatExperiment(experiment);
      expect(parseExperiment(JSON.parse(text))).toEqual(experiment);
      expect(formatExperiment(parseExperiment(JSON.parse(text)))).toBe(text);
    },
  );

  test('is the same whatever order its fields were in, fits a line where it can and fills lines with ids', () => {
    const ids = Array.from({ length: 40 }, (_, i) => i + 100);
    const arm = { kernels: 'variant', requests: ['p'], name: 'a' };
    const experiment = parseExperiment({
      ...{ arms: [arm], title: 't', version: 1 },
      requests: [{ promptIds: ids, role: 'probe', id: 'p' }],
    });
    const lines = formatExperiment(experiment).split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '{',
      '  "version": 1,',
      '  "title": "t",',
      '  "model": { "name": "nano" },',
      '  "decoding": { "temperature": 0, "seed": 0 },',
    ]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(89);
    expect(lines.length).toBeLessThan(45);
  });
});

test('problems come with their places', () => {
  const checked = checkExperiment({
    version: 1,
    title: '',
    requests: [{ id: 'p', role: 'prob', extra: 1 }],
    arms: [],
  });
  expect(checked.ok ? [] : checked.problems.map(({ path }) => path)).toEqual(
    expect.arrayContaining([['title'], ['requests', 0, 'role'], ['requests', 0, 'extra'], ['arms']]),
  );
});

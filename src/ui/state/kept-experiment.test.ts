import { describe, expect, it } from 'vitest';
import { bundledExperiments } from './experiments.ts';
import { composedFormat } from './kept-experiment.ts';
import { readAs } from './kept-format.ts';

const textToKeep = composedFormat.write;
const readKept = (text: string | null) => readAs(composedFormat, text);

const [preset] = bundledExperiments;
const composed = {
  ...preset,
  edited: true,
  words: 'own' as const,
  muted: { 'spam-1': [{ arm: 'company', place: null }] },
};

describe('a kept experiment', () => {
  it('reads back what it keeps', () => {
    expect(readKept(textToKeep(composed))).toEqual(composed);
    expect(readKept(textToKeep(preset))).toEqual({ ...preset, edited: false, words: 'opened', muted: {} });
  });

  const changed = (change: object) => JSON.stringify({ ...JSON.parse(textToKeep(composed)), ...change });
  it.each([
    ['nothing', null],
    ['no JSON', '{"version":1'],
    ['another value', '[1, 2]'],
    ['another version', changed({ version: 2 })],
    ['an unknown field', changed({ more: true })],
    ['an experiment that is refused', changed({ experiment: { ...preset.experiment, arms: [] } })],
    ['seats of another shape', changed({ muted: { a: 'everywhere' } })],
  ])('takes %s as nothing kept', (_name, text) => {
    expect(readKept(text)).toBeNull();
  });
});

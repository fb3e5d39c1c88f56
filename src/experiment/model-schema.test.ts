import { describe, expect, it } from 'vitest';
import { canonicalExperiment } from './canonical.ts';
import { changeModel, changeSource, changeToModel } from './edit/model.ts';
import { ExperimentError } from './errors.ts';
import { modelKey } from './model-key.ts';
import { parseExperiment } from './schema.ts';

const COMMIT = '93efa2f097d58c2a74874c7e644dbc9b0cee75a2';
const source = 'hf:HuggingFaceTB/SmolLM2-135M';
const HASH = `sha256:${'1'.repeat(64)}`;
const FILE = { name: 'mine.gguf', bytes: 5 };
const withModel = (model: object) => ({
  version: 1,
  title: 'x',
  model,
  requests: [{ id: 'a', role: 'probe', prompt: 'x', maxNewTokens: 1 }],
  arms: [{ name: 'arm', requests: ['a'], kernels: 'invariant' }],
});

function problemsOf(model: object): readonly string[] {
  try {
    parseExperiment(withModel(model));
    return [];
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems;
    throw error;
  }
}

describe('a model from elsewhere', () => {
  it('is named after its source, makes version 3, and resolves to itself', () => {
    const experiment = parseExperiment(withModel({ source, revision: COMMIT }));
    expect(experiment.version).toBe(3);
    expect(experiment.model).toEqual({ name: 'SmolLM2-135M', source, revision: COMMIT });
    expect(parseExperiment(JSON.parse(canonicalExperiment(experiment)))).toEqual(experiment);
  });

  it.each<[string, object]>([
    ['model.name: expected "SmolLM2-135M", as the source is called, found "pico"', { source, name: 'pico' }],
    ['model.revision: expected none without a source, found one', { revision: 'main' }],
    ['model.revision: expected none of an address', { source: 'https://example.org/m/', revision: 'main' }],
    [
      'model.revision: expected a branch, a tag or a commit after "@", found "../x"',
      { source, revision: '../x' },
    ],
    ['model.source: expected "hf:o/n", found "o/n"', { source: 'o/n' }],
    ['model.source: expected "hf:o/n", the revision in a field of its own', { source: 'hf:o/n@main' }],
    ['model.source: expected an address that begins with https://', { source: 'http://example.org/m/' }],
    ['model.file: expected none of a source, found one', { source, hash: HASH, file: FILE }],
    ['model.hash: expected one: a file of one’s own is known by it alone', { name: 'mine', file: FILE }],
  ])('is refused: %s', (problem, model) => {
    expect(problemsOf(model)).toEqual([expect.stringContaining(problem)]);
  });

  it('may be a file of its author’s own, which makes version 3 and is taken to other experiments whole', () => {
    const own = parseExperiment(withModel({ name: 'mine', hash: HASH, file: FILE }));
    expect(own.version).toBe(3);
    expect(parseExperiment(JSON.parse(canonicalExperiment(own)))).toEqual(own);
    const other = changeToModel(parseExperiment(withModel({ name: 'pico' })), own.model);
    expect(other.ok && other.experiment.model).toEqual({ name: 'mine', hash: HASH, file: FILE });
    expect(modelKey(own.model)).not.toBe(modelKey({ ...own.model, hash: `sha256:${'2'.repeat(64)}` }));
  });

  it('is taken and left by edits, with all that was said of it', () => {
    const shipped = parseExperiment(withModel({}));
    const taken = changeSource(shipped, { source, revision: COMMIT });
    if (!taken.ok) throw new Error('refused');
    expect(taken.experiment.model).toEqual({ name: 'SmolLM2-135M', source, revision: COMMIT });
    const left = changeModel(taken.experiment, 'nano');
    expect(left.ok && canonicalExperiment(left.experiment)).toBe(canonicalExperiment(shipped));
  });
});

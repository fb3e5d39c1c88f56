import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canonicalExperiment } from '../../experiment/canonical.ts';
import { pairKeyOf, positionKeyOf } from '../../results/compare-reports.ts';
import { editExperiment, redo, undo } from './composing.ts';
import { exampleViews, followExample } from './example.ts';
import { EXAMPLE, parseExample } from './example-file.ts';
import { bundledExperiments } from './experiments.ts';
import { emptyView } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { chooseExperiment } from './opening.ts';

const STALE = 'the shipped example is of another preset or model: npm run bake';
const read = (path: string) => readFileSync(new URL(`../../../public/${path}`, import.meta.url));

const file: unknown = JSON.parse(read(`examples/${EXAMPLE}.json`).toString());
const example = parseExample(file);
const preset = bundledExperiments.find(({ id }) => id === EXAMPLE)!.experiment;

describe('the shipped example', () => {
  it('is of the shipped preset', () => {
    expect(canonicalExperiment(example.record.experiment), STALE).toBe(canonicalExperiment(preset));
  });

  it('is of the shipped model', () => {
    const { name, hash } = example.record.model;
    const weights = createHash('sha256')
      .update(read(`models/${name}/model.safetensors`))
      .digest('hex');
    expect(hash, STALE).toBe(`sha256:${weights}`);
  });

  it('has the series of every pair, and the logits of every fork with their f64 values', () => {
    for (const diff of example.record.diffs) {
      expect(example.reports.pairs[pairKeyOf(diff)].positions).toHaveLength(diff.comparedPositions);
      if (diff.fork === null) continue;
      const key = positionKeyOf({ ...diff, position: diff.fork, forced: false });
      const { top } = example.reports.positions[key];
      expect(top.length).toBeGreaterThan(0);
      const { logits } = example.reports.references[key];
      expect(Object.keys(logits).map(Number).sort()).toEqual(top.map(({ token }) => token).sort());
    }
  });

  it('has a text for every token', () => {
    const tokens = example.record.arms.flatMap(({ requests }) => requests.flatMap((of) => of.tokens));
    expect(tokens.filter((token) => !(token in example.texts))).toEqual([]);
  });
});

describe('exampleViews', () => {
  const viewOf = exampleViews(example);

  it('shows the example for its preset, and for a link to it that pins the weights', () => {
    const view = viewOf(preset);
    expect(view).toMatchObject({ source: 'example', experiment: preset });
    expect(view.streams[`alone/${example.record.diffs[0].probe}`].length).toBeGreaterThan(0);
    expect(viewOf(preset)).toBe(view);
    const linked = { ...preset, model: { ...preset.model, hash: example.record.model.hash } };
    expect(viewOf(linked)).toMatchObject({ source: 'example', experiment: linked });
  });

  it('shows nothing for an edited preset or other weights', () => {
    expect(viewOf({ ...preset, decoding: { temperature: 0, seed: 1 } })).toBe(emptyView);
    const other = { ...preset, model: { ...preset.model, hash: `sha256:${'0'.repeat(64)}` } };
    expect(viewOf(other)).toBe(emptyView);
  });
});

describe('followExample', () => {
  beforeEach(async () => {
    labStore.setState(labStore.getInitialState(), true);
    vi.stubGlobal('fetch', async () => Response.json(file));
    await followExample('needle.json');
  });
  afterEach(() => vi.unstubAllGlobals());
  const shown = () => labStore.getState().view;

  it('stays where it is while its preset is edited, and goes with another experiment', () => {
    expect(shown().experiment).toBe(preset);
    editExperiment({ ...preset, decoding: { temperature: 0, seed: 1 } });
    expect(shown()).toMatchObject({ source: 'example', experiment: preset });
    undo();
    expect(shown().experiment).toBe(labStore.getState().chosen.experiment);
    chooseExperiment(bundledExperiments[1].id);
    expect(shown()).toBe(emptyView);
    undo();
    expect(shown()).toMatchObject({ source: 'example' });
    redo();
    expect(shown()).toBe(emptyView);
  });
});

describe('parseExample', () => {
  it.each([
    ['null', null],
    ['an array', []],
    ['another version', { ...example, version: 2 }],
    ['a record without arms', { ...example, record: { ...example.record, arms: 7 } }],
    ['an experiment that is none', { ...example, record: { ...example.record, experiment: {} } }],
  ])('refuses %s', (_, json) => {
    expect(() => parseExample(json)).toThrow();
  });
});

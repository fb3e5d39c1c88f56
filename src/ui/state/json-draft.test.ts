import { beforeEach, describe, expect, it, vi } from 'vitest';
import { formatExperiment } from '../../experiment/format-json.ts';
import { encodeLink } from '../../experiment/link.ts';
import { undo } from './composing.ts';
import { checkText, discardJson, jsonStore, takeJson } from './json-draft.ts';
import { labStore } from './lab-store.ts';

const first = labStore.getState().chosen;
const text = () => formatExperiment(labStore.getState().chosen.experiment);
const experiment = () => labStore.getState().chosen.experiment;
const draft = () => jsonStore.getState().draft;

beforeEach(() => {
  discardJson();
  labStore.setState({ chosen: first });
  labStore.temporal.getState().clear();
});

describe('a typed text', () => {
  it('is the experiment once it is one, and is undone with it, in one go', () => {
    for (const seed of ['1', '12', '123']) takeJson(text().replace(/"seed": \d+ \}/, `"seed": ${seed} }`));
    expect(experiment().decoding.seed).toBe(123);
    expect(draft()).toBeNull();
    undo();
    expect(labStore.getState().chosen).toBe(first);
  });

  it('changes nothing where it says the same, and shares what stays', () => {
    takeJson(JSON.stringify(first.experiment));
    expect(experiment()).toBe(first.experiment);
    takeJson(text().replace('"temperature": 0', '"temperature": 1'));
    expect(experiment().requests[0]).toBe(first.experiment.requests[0]);
    expect(experiment().decoding.temperature).toBe(1);
  });

  it('waits as a draft while it is none, with each problem at its field, and is never thrown away by others', () => {
    const broken = text()
      .replace('"role": "probe"', '"role": "prob"')
      .replace('"version": 1', '"version": 4');
    takeJson(broken);
    expect(experiment()).toBe(first.experiment);
    expect(draft()?.problems.map(({ path }) => path)).toEqual([['version'], ['requests', 0, 'role']]);
    expect(draft()?.problems[1].text).toContain('requests[0].role: expected one of "probe"');
    labStore.setState({ chosen: { ...first, experiment: { ...first.experiment, title: 'Elsewhere' } } });
    expect(draft()).toMatchObject({ text: broken, base: first.experiment });
  });

  it('says where it stops being JSON', () => {
    takeJson('{"version": 1,\n "title" 3}');
    expect(draft()?.problems).toEqual([
      { text: 'line 2, column 10: expected ":", found "3}"', at: '{"version": 1,\n "title" '.length },
    ]);
  });

  it('may be a link, whole or broken', () => {
    const other = { ...first.experiment, title: 'By link' };
    takeJson(`> see ${encodeLink({ experiment: other })}`);
    expect(experiment().title).toBe('By link');
    expect(checkText('#v1.abc')).toMatchObject({
      ok: false,
      problems: [{ text: expect.stringContaining('link') }],
    });
  });
});

it('is there still when the page is loaded again, unless it is discarded', async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  const draftAfterLoading = async () => {
    vi.resetModules();
    return (await import('./json-draft.ts')).jsonStore.getState().draft;
  };
  takeJson('{ half');
  expect(await draftAfterLoading()).toMatchObject({ text: '{ half', base: null });
  discardJson();
  expect(await draftAfterLoading()).toBeNull();
  vi.unstubAllGlobals();
});

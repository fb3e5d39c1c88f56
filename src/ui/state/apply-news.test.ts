import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import type { RunNews } from '../../worker/news.ts';
import { applyNews, type RunProgress } from './apply-news.ts';
import { BEGUN, emptyView } from './lab-state.ts';
import { progressOf, stopping } from './task.ts';

const start: RunProgress = {
  status: BEGUN,
  view: emptyView,
};

const step = (arm: string, index: number, texts: readonly string[]): RunNews => ({
  type: 'step',
  arm,
  step: { rows: texts.length, slices: [], waiting: [], plans: {}, preempted: [], milliseconds: 1 },
  tokens: texts.map((text, i) => ({ request: i === 0 ? 'needle' : 'mate', index, token: 7, text })),
  generated: index + 1,
  total: 8,
});

describe('applyNews', () => {
  it('follows a run from bytes to tokens', () => {
    const loading = applyNews(start, [{ type: 'loading', loaded: 5, total: 10 }]);
    expect(progressOf(loading.status)).toEqual({ stage: 'loading', bytes: { loaded: 5, total: 10 } });
    const uploading = applyNews(loading, [{ type: 'uploading', done: 3, total: 12 }]);
    expect(progressOf(uploading.status)).toEqual({ stage: 'uploading', done: 3, total: 12 });
    const compiling = applyNews(uploading, [{ type: 'opening', arm: 'alone', index: 0, arms: 2 }]);
    expect(progressOf(compiling.status)).toEqual({ stage: 'compiling', arm: 'alone', index: 0, arms: 2 });
    const running = applyNews(compiling, [step('alone', 0, [' a'])]);
    expect(running.status).toEqual({
      state: 'running',
      progress: { stage: 'running', generated: 1, total: 8 },
    });
  });

  it('keys streams by arm and request, and steps by arm', () => {
    const news = [step('alone', 0, [' a']), step('company', 0, [' a', ' x']), step('alone', 1, [' b'])];
    const { streams, steps } = applyNews(start, news).view;
    const texts = Object.fromEntries(
      Object.entries(streams).map(([key, of]) => [key, of.map((t) => t.text)]),
    );
    expect(texts).toEqual({
      'alone/needle': [' a', ' b'],
      'company/needle': [' a'],
      'company/mate': [' x'],
    });
    expect(steps.alone).toHaveLength(2);
    expect(steps.company).toHaveLength(1);
  });

  it('leaves streams that got no token as they were, so that nothing redraws them', () => {
    const before = applyNews(start, [step('alone', 0, [' a'])]);
    const after = applyNews(before, [step('company', 0, [' a'])]);
    expect(after.view.streams['alone/needle']).toBe(before.view.streams['alone/needle']);
    expect(before.view.streams['company/needle']).toBeUndefined();
  });

  it('keeps of companies what they cost, neither streams nor steps', () => {
    const experiment = parseExperiment({
      version: 1,
      title: 'companies',
      requests: ['needle', 'mate'].map((id) => ({
        id,
        role: id === 'mate' ? 'clean' : 'probe',
        prompt: 'a',
      })),
      arms: [{ name: 'any', requests: ['needle', 'mate'], kernels: 'variant', companies: { count: 2 } }],
    });
    const news = [step('any#1', 0, [' a']), step('any#2', 0, [' a', ' x']), step('any#2', 1, [' b'])];
    const { view } = applyNews({ ...start, view: { ...emptyView, experiment } }, news);
    expect([view.streams, view.steps]).toEqual([{}, {}]);
    expect(view.companies).toEqual({ any: { steps: 3, rows: [1, 2], tokens: 4, milliseconds: 3 } });
  });

  it('keeps saying that it stops while the last steps come in', () => {
    const after = applyNews({ ...start, status: stopping(start.status) }, [step('alone', 0, [' a'])]);
    expect(after.status).toMatchObject({ state: 'stopping', progress: { stage: 'running', generated: 1 } });
    expect(after.view.streams['alone/needle']).toHaveLength(1);
  });
});

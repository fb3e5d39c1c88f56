import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { armFigures, baselineOf, figuresByArm } from './arm-figures.ts';
import { emptyView } from './lab-state.ts';

const step = (rows: number, milliseconds: number) => ({
  rows,
  slices: [],
  waiting: [],
  plans: {},
  preempted: [],
  milliseconds,
});

const experiment = parseExperiment({
  version: 1,
  title: 'Prices',
  requests: [
    { id: 'probe', role: 'probe', prompt: 'Once' },
    { id: 'mate', role: 'clean', prompt: 'Twice' },
  ],
  arms: [
    { name: 'alone', requests: ['probe'], kernels: 'variant' },
    { name: 'company', requests: ['probe', 'mate'], kernels: 'variant' },
    { name: 'again', requests: ['probe', 'mate'], kernels: 'variant' },
    { name: 'paid', requests: ['probe', 'mate'], kernels: 'invariant' },
  ],
});

describe('armFigures', () => {
  it('adds up steps and gives the range of M', () => {
    expect(armFigures([step(12, 30), step(8, 10)], 9)).toEqual({
      steps: 2,
      rows: [8, 12],
      tokens: 9,
      milliseconds: 40,
    });
    expect(armFigures([], 0).rows).toBeNull();
  });

  it('counts the tokens of every request of an arm', () => {
    const token = { token: 1, text: ' a' };
    const streams = { 'company/probe': [token, token], 'company/mate': [token], 'paid/probe': [token] };
    const figures = figuresByArm(experiment, { ...emptyView, streams, steps: { company: [step(2, 5)] } });
    expect(figures.get('company')).toMatchObject({ tokens: 3, steps: 1 });
    expect(figures.get('paid')).toMatchObject({ tokens: 1, steps: 0 });
  });
});

describe('figuresByArm', () => {
  it('counts every company that an arm draws', () => {
    const company = { steps: 2, rows: [1, 2] as const, tokens: 3, milliseconds: 12 };
    const figures = figuresByArm(experiment, { ...emptyView, companies: { company } });
    expect(figures.get('company')).toEqual(company);
    expect(figures.get('alone')).toMatchObject({ steps: 0, rows: null });
  });
});

describe('baselineOf', () => {
  it.each([
    ['alone', null],
    ['company', null],
    ['again', null],
    ['paid', 'company'],
  ])('%s is priced against %s', (name, baseline) => {
    expect(baselineOf(name, experiment)).toBe(baseline);
  });
});

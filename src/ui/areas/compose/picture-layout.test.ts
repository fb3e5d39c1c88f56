import { expect, it } from 'vitest';
import { bundledExperiments } from '../../state/experiments.ts';
import { pictureLayout } from './picture-layout.ts';

const layoutOf = (wanted: string) => {
  const { experiment } = bundledExperiments.find(({ id }) => id === wanted) ?? bundledExperiments[0];
  return pictureLayout(experiment);
};

it('has a column for each arm, with its requests in order and its kernel sets', () => {
  const { columns, pairs } = layoutOf('needle');
  expect(columns.map(({ dots }) => dots.length)).toEqual([1, 8, 1, 8]);
  expect(columns[1].dots[0]).toEqual({ role: 'probe', late: 0 });
  expect(columns[3].sets).toEqual(['invariant', 'invariant', 'invariant']);
  expect(pairs).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

it('names the setting in which arms differ', () => {
  expect(layoutOf('needle').columns[0].caption).toBeNull();
  expect(layoutOf('dtype').columns.map(({ caption }) => caption)).toEqual(
    ['f32', 'bf16', 'f16'].flatMap((dtype) => [dtype, dtype]),
  );
  expect(
    layoutOf('chunks')
      .columns.slice(0, 3)
      .map(({ caption }) => caption),
  ).toEqual(['≤256', '≤24', '≤7']);
});

it('shows late arrivals, drawn companies, and how many arms and pairs are left out', () => {
  expect(layoutOf('late-arrival').columns[1].dots[1]).toEqual({ role: 'noise', late: 1 });
  expect(layoutOf('unique-completions').columns.map(({ many }) => many)).toEqual([false, true]);
  const { columns, more, pairs } = layoutOf('which-op');
  expect([columns.length, more, pairs.length]).toEqual([12, 4, 6]);
});

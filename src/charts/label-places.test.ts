import { expect, it } from 'vitest';
import { type Labelled, labelPlaces } from './label-places.ts';

const sidesOf = (points: readonly Labelled[]) => labelPlaces(points).map(({ side }) => side);

it('stands above its point where nothing is in the way', () => {
  expect(
    sidesOf([
      { x: 50, y: 50, text: 'bf16' },
      { x: 300, y: 50, text: 'q4' },
    ]),
  ).toEqual(['top', 'top']);
});

it('goes to another side of points that lie close together, each to its own', () => {
  const sides = sidesOf([
    { x: 100, y: 100, text: 'bf16' },
    { x: 104, y: 101, text: 'f32' },
    { x: 108, y: 100, text: 'q8' },
  ]);
  expect(new Set(sides).size).toBe(3);
});

it('covers no point: one that lies above sends the label below', () => {
  expect(
    sidesOf([
      { x: 100, y: 100, text: 'q8' },
      { x: 100, y: 86, text: 'f16' },
    ]),
  ).toEqual(['bottom', 'top']);
});

it('goes further off where all sides are taken', () => {
  const crowd = Array.from({ length: 6 }, (_, i) => ({ x: 100 + i, y: 100 + (i % 2), text: `v${i}` }));
  const places = labelPlaces(crowd);
  expect(new Set(places.map(({ side, gap }) => `${side} ${gap}`)).size).toBe(6);
  expect(places.some(({ gap }) => gap > 8)).toBe(true);
});

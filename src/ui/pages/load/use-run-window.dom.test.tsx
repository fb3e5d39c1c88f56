import { act, renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useRunWindow } from './use-run-window.ts';

it('adds up the moves that come between two frames, and is moved by the same functions as the run grows', () => {
  const { result, rerender } = renderHook(({ end }) => useRunWindow(end), { initialProps: { end: 1000 } });
  expect(result.current).toMatchObject({ whole: true, window: { from: 0, to: 1000 } });
  const { moves } = result.current;
  act(() => {
    moves.zoom(2, 0);
    moves.pan(100);
    moves.pan(50);
  });
  expect(result.current).toMatchObject({ whole: false, window: { from: 150, to: 650 } });
  rerender({ end: 2000 });
  expect(result.current.moves).toBe(moves);
  act(() => moves.pan(5000));
  expect(result.current.window).toEqual({ from: 1500, to: 2000 });
  act(() => moves.bring(0, 10));
  expect(result.current.window).toEqual({ from: 0, to: 500 });
  act(() => moves.zoom(1 / 4));
  expect(result.current).toMatchObject({ whole: true, window: { from: 0, to: 2000 } });
});

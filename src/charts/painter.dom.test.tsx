import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Painter } from './painter.ts';

const nothing = () => undefined;
let resized: ((entries: { contentRect: { width: number; height: number } }[]) => void) | null = null;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('devicePixelRatio', 1);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(hear: typeof resized) {
        resized = hear;
      }
      observe = nothing;
      disconnect = nothing;
    },
  );
  const context = { clearRect: nothing, save: nothing, scale: nothing, restore: nothing };
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function painted() {
  const canvas = document.createElement('canvas');
  const painter = new Painter(canvas);
  resized?.([{ contentRect: { width: 300, height: 100 } }]);
  return { canvas, painter };
}

it('draws a picture that moves with the screen’s own pixels, and sharply once it is at rest', () => {
  const { canvas, painter } = painted();
  expect([canvas.width, canvas.height]).toEqual([600, 200]);
  vi.advanceTimersByTime(1000);
  const draw = vi.fn();
  painter.show(draw);
  vi.advanceTimersByTime(20);
  expect([draw.mock.calls.length, canvas.width]).toEqual([1, 600]);
  for (let frame = 0; frame < 5; frame++) {
    painter.show(draw);
    vi.advanceTimersByTime(20);
    expect([canvas.width, canvas.height]).toEqual([300, 100]);
  }
  vi.advanceTimersByTime(1000);
  expect([draw.mock.calls.length, canvas.width]).toEqual([7, 600]);
  painter.stop();
});

it('draws nothing more once it is stopped, and a fine screen’s pictures once', () => {
  const { canvas, painter } = painted();
  const draw = vi.fn();
  painter.show(draw);
  vi.advanceTimersByTime(20);
  painter.stop();
  vi.advanceTimersByTime(1000);
  expect([draw.mock.calls.length, canvas.width]).toEqual([1, 300]);

  vi.stubGlobal('devicePixelRatio', 3);
  const fine = painted();
  const again = vi.fn();
  for (let frame = 0; frame < 3; frame++) {
    fine.painter.show(again);
    vi.advanceTimersByTime(20);
  }
  vi.advanceTimersByTime(1000);
  expect([again.mock.calls.length, fine.canvas.width]).toEqual([3, 900]);
  fine.painter.stop();
});

import { afterEach, expect, it, vi } from 'vitest';
import { fillAllStriped, fillDotted } from './patterns.ts';

afterEach(() => vi.restoreAllMocks());

/** A context of a canvas with so many pixels a CSS pixel, which keeps what is filled with what. */
function contextOf(ratio: number) {
  const filled: { box: number[]; pattern: FakePattern }[] = [];
  const context = {
    fillStyle: null as unknown,
    getTransform: () => ({ a: ratio }),
    createPattern: (tile: HTMLCanvasElement) => new FakePattern(tile),
    fillRect(...box: number[]) {
      filled.push({ box, pattern: this.fillStyle as FakePattern });
    },
  };
  return { context: context as unknown as CanvasRenderingContext2D, filled };
}

class FakePattern {
  readonly tile: HTMLCanvasElement;
  transform: DOMMatrix2DInit = {};
  constructor(tile: HTMLCanvasElement) {
    this.tile = tile;
  }
  setTransform(transform: DOMMatrix2DInit) {
    this.transform = transform;
  }
}

/** What a tile is painted with is the browser's to show: `npm run test:e2e` has its colours. */
function fakeTiles(): void {
  const nothing = () => undefined;
  const lines = { beginPath: nothing, moveTo: nothing, lineTo: nothing, stroke: nothing };
  const paint = { scale: nothing, fillRect: nothing, ...lines };
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(paint as never);
}

it('stripes many boxes with one pattern that begins at their lowest edge, of a tile that is made once', () => {
  fakeTiles();
  const { context, filled } = contextOf(2);
  const boxes = [
    { x: 10, y: 5, width: 4, height: 20 },
    { x: 14.5, y: 15, width: 4, height: 12 },
  ];
  fillAllStriped(context, boxes, ['red', 'white']);
  fillAllStriped(context, boxes, ['red', 'white']);
  expect(filled.map(({ box }) => box)).toEqual([
    ...[
      [10, 5, 4, 20],
      [14.5, 15, 4, 12],
    ],
    ...[
      [10, 5, 4, 20],
      [14.5, 15, 4, 12],
    ],
  ]);
  const [first, second, third] = filled.map(({ pattern }) => pattern);
  expect(first).toBe(second);
  expect(first.transform).toEqual({ a: 0.5, d: 0.5, e: 0, f: 27 });
  expect([first.tile.width, first.tile.height]).toEqual([12, 12]);
  expect(third.tile).toBe(first.tile);
  fillAllStriped(context, [], ['red', 'white']);
  expect(filled).toHaveLength(4);
});

it('makes tiles of whole pixels on any screen, and another for other colours', () => {
  fakeTiles();
  const { context, filled } = contextOf(1.25);
  fillDotted(context, { x: 3.5, y: 7, width: 100 }, 'grey');
  fillDotted(context, { x: 0, y: 0, width: 1 }, 'black');
  const [{ box, pattern }, other] = filled;
  expect(box).toEqual([3.5, 7, 100, 1]);
  expect([pattern.tile.width, pattern.tile.height]).toEqual([8, 2]);
  expect(pattern.transform).toEqual({ a: 0.5, d: 0.5, e: 3.5, f: 7 });
  expect(other.pattern.tile).not.toBe(pattern.tile);
});

import { fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeStore, point, preview } from './place.ts';
import { watchPointer } from './resting-pointer.ts';

const here = { screenX: 300, screenY: 200 };
const at = (position: number) => ({ pairKey: 'a|b', position });
const shown = () => placeStore.getState().preview?.position ?? null;
let stop: () => void;

/** What the browser says of a pointer, and what the page makes of it. */
function over(place: ReturnType<typeof at> | null, where = here) {
  fireEvent(
    document.body,
    new PointerEvent('pointerover', { bubbles: true, ...where, screenX: where.screenX + 0.5 }),
  );
  fireEvent.mouseOver(document.body, where);
  point(place);
}

beforeEach(() => {
  stop = watchPointer(window);
});
afterEach(() => {
  stop();
  preview(null);
});

test('a page that moves under a resting pointer does not move what a key has moved', () => {
  over(at(4));
  expect(shown()).toBe(4);
  fireEvent.keyDown(document.body, { key: 'ArrowRight' });
  preview(at(5));
  over(at(9));
  over(null);
  expect(shown()).toBe(5);
});

test('a pointer that moves counts again at once', () => {
  over(at(4));
  fireEvent.keyDown(document.body, { key: 'ArrowRight' });
  preview(at(5));
  over(at(9), { ...here, screenX: 301 });
  expect(shown()).toBe(9);
  over(null, here);
  expect(shown()).toBe(null);
});

test('a press of the button ends the rest', () => {
  over(at(4));
  fireEvent.keyDown(document.body, { key: 'Home' });
  fireEvent.pointerDown(document.body, here);
  over(at(7));
  expect(shown()).toBe(7);
});

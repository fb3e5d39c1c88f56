import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Dialog } from './dialog.tsx';

const heard = vi.fn();

beforeEach(() => {
  heard.mockClear();
  window.addEventListener('keydown', heard);
});
afterEach(() => window.removeEventListener('keydown', heard));

it('keeps its keys while it is open, and none once the browser has closed it', () => {
  render(
    <Dialog open title="Keys" onClose={() => undefined}>
      <p>Words</p>
    </Dialog>,
  );
  const [dialog, inside] = [screen.getByRole<HTMLDialogElement>('dialog'), screen.getByText('Words')];
  fireEvent.keyDown(inside, { key: 'l' });
  expect(heard).not.toHaveBeenCalled();
  // The focus leaves it with the next frame, and what it holds with the page's next change.
  dialog.open = false;
  fireEvent.keyDown(inside, { key: 'l' });
  expect(heard).toHaveBeenCalledTimes(1);
});

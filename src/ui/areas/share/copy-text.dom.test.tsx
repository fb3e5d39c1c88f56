import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { CopyText } from './copy-text.tsx';

afterEach(() => vi.unstubAllGlobals());

const field = () => screen.getByLabelText<HTMLTextAreaElement>('Link');
const copy = () => screen.getByLabelText('Copy: Link');
const selected = () => [field().selectionStart, field().selectionEnd];

it('copies its text, and says so until there is another', async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  const { rerender } = render(<CopyText label="Link" text="#v1.abc" note="Short." />);
  fireEvent.click(copy());
  await screen.findByText('Copied');
  expect(writeText).toHaveBeenCalledWith('#v1.abc');
  expect(document.querySelector('[role="status"]')!.textContent).toBe('Short.');
  rerender(<CopyText label="Link" text="#v1.abcd" note="Short." />);
  expect(copy().textContent).toBe('Copy');
});

it('stands selected, and says why, where the browser forbids to copy', async () => {
  vi.stubGlobal('navigator', {});
  render(<CopyText label="Link" text="#v1.abc" note="Short." />);
  field().setSelectionRange(0, 0);
  fireEvent.click(copy());
  await screen.findByText(/the text is selected/);
  expect(selected()).toEqual([0, 7]);
  expect(copy().textContent).toBe('Copy');
});

import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { timesByName } from '../../../../audit/trace/shares.ts';
import { ended, forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { TracePart } from './trace-part.tsx';
import { traceStore } from './trace-store.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const baked: RequestTrace = JSON.parse(readFileSync('public/audit/trace.json', 'utf8'));

beforeEach(() => {
  forgetQuestions();
  traceStore.setState(traceStore.getInitialState(), true);
  vi.stubGlobal('fetch', async () => ({ ok: true, json: async () => baked }));
  return () => vi.unstubAllGlobals();
});

const opened = async () => {
  const { container } = render(<TracePart />);
  await screen.findByText(/^Measured earlier: nano on/);
  return container;
};
const boxes = (container: HTMLElement) => [...container.querySelectorAll<HTMLElement>('button[data-index]')];
const said = (container: HTMLElement) => container.querySelector('[data-part="span"]')!.textContent!;

it('shows a trace that ships: a picture, the share outside the model, a table and prices', async () => {
  const container = await opened();
  expect(container.querySelector('[data-part="outside"]')!.textContent).toMatch(
    /^\d+\.\d % outside the model$/,
  );
  const parts = within(screen.getByRole('region', { name: 'Parts of the request, table' }));
  expect(parts.getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual(
    timesByName(baked.spans).map(({ name }) => name),
  );
  const prices = within(screen.getByRole('region', { name: 'Prices, table' }));
  expect(prices.getAllByRole('rowheader')).toHaveLength(baked.prices.length);
  expect(said(container)).toMatch(/^request: .* 100\.0 % of request/);
});

it('is walked by keys, one stop for Tab; Enter shows a part alone, Escape what it is part of', async () => {
  const container = await opened();
  expect(boxes(container).filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
  const request = boxes(container).find(({ textContent }) => textContent === 'request')!;
  act(() => request.focus());
  fireEvent.keyDown(request, { key: 'ArrowDown' });
  const child = document.activeElement as HTMLElement;
  expect(baked.spans[Number(child.dataset.index)].parent).toBe(Number(request.dataset.index));
  expect(said(container)).toContain(`${child.textContent}: `);
  fireEvent.click(child);
  await waitFor(() => expect(boxes(container)[0].dataset.index).toBe(child.dataset.index));
  expect(boxes(container)[0].style.width).toBe('100%');
  fireEvent.keyDown(boxes(container)[0], { key: 'Escape' });
  await waitFor(() => expect(boxes(container)[0].textContent).toBe('request'));
});

it('measures here what is asked, draws the answer as it comes, and times that too', async () => {
  await opened();
  fireEvent.change(screen.getByRole('textbox', { name: 'Prompt' }), { target: { value: 'One day' } });
  fireEvent.click(screen.getByRole('checkbox', { name: 'all logits read back' }));
  fireEvent.click(screen.getByRole('button', { name: 'Trace it here' }));
  expect(questions).toHaveLength(1);
  const [{ args, answer }] = questions;
  expect(args[0]).toMatchObject({
    asked: { prompt: 'One day', model: { name: 'nano' } },
    with: ['logits'],
    pairs: 10,
  });
  const hear = args[1] as (news: readonly unknown[]) => void;
  const sent = performance.timeOrigin + performance.now();
  act(() =>
    hear([
      { type: 'answer', text: 'a cat', sent },
      { type: 'requests', done: 3, total: 60 },
    ]),
  );
  expect(screen.getByText('a cat').tagName).toBe('OUTPUT');
  expect(screen.getByRole('progressbar')).toHaveProperty('value', 3);
  // Two frames: the one that draws it, and the one after.
  for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => setTimeout(resolve));
  await answer({ ...baked, at: sent - baked.spans[0].end });
  expect(await screen.findByText(/^Measured here: nano on/)).toBeDefined();
  const page = traceStore.getState().own!.spans.filter(({ lane }) => lane === 'page');
  expect(page.map(({ name }) => name)).toEqual(['deliver', 'draw']);
});

it('says what went wrong, and that it was cancelled', async () => {
  await opened();
  fireEvent.click(screen.getByRole('button', { name: 'Trace it here' }));
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(ended).toHaveLength(1);
  await questions[0].fail('cancelled');
  expect(await screen.findByText('Cancelled.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Trace it here' }));
  await questions[1].fail('experiment', 'requests[0]: the prompt has no tokens');
  expect(await screen.findByText(/the prompt has no tokens/)).toHaveProperty('role', 'alert');
});

import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { type CliffReport, WIDTHS } from '../../../../studies/cliffs/cliff-report.ts';
import { forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { CliffFigure } from './cliff-figure.tsx';
import { cliffStore } from './cliff-store.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const baked: CliffReport = JSON.parse(readFileSync('public/examples/cliffs.json', 'utf8'));
const prompts = [...new Set(baked.rows.map(({ prompt }) => prompt))];

beforeEach(() => {
  forgetQuestions();
  cliffStore.setState(cliffStore.getInitialState(), true);
  vi.stubGlobal('fetch', async () => ({ ok: true, json: async () => baked }));
  return () => vi.unstubAllGlobals();
});

const rowsOf = (name: RegExp) =>
  screen.getAllByRole('rowheader', { name }).map((head) => head.closest('tr')!);
const cellsOf = (row: HTMLElement) => within(row).getAllByRole('cell');

it('shows what ships with the page: plans that change at the same widths as one row, then a row for each prompt and set', async () => {
  render(<CliffFigure />);
  expect(await screen.findByText(/^Measured earlier: nano on/)).toBeDefined();
  const [products] = rowsOf(/^plans of qkv, o, gate_up/);
  expect(cellsOf(products).map(({ textContent }) => textContent)).toEqual([...'ABBBBBBBB']);
  expect(cellsOf(products)[1].title).toMatch(/^qkv: variant@1 /);
  for (const prompt of prompts) {
    const [variant, invariant] = rowsOf(new RegExp(`^“${prompt} …”$`));
    expect(cellsOf(variant)).toHaveLength(1 + WIDTHS.length);
    for (const cell of cellsOf(variant).slice(1)) expect(cell.textContent).toMatch(/^[B-Z] (bits|word) \d+$/);
    for (const cell of cellsOf(invariant).slice(1)) expect(cell.textContent).toBe('A same');
  }
});

it('measures here: rows come one by one, what is under way is named, and it can be cancelled', async () => {
  render(<CliffFigure />);
  await screen.findByText(/^Measured earlier/);
  fireEvent.click(screen.getByRole('button', { name: 'Measure it here' }));
  const [{ args, fail }] = questions;
  const hear = args[1] as (news: readonly unknown[]) => void;
  expect(screen.getByText(/^Measured here: /)).toBeDefined();
  expect(screen.getAllByText('not measured yet')).toHaveLength(2);
  act(() =>
    hear([
      { type: 'cliff', row: baked.rows[0], plans: baked.plans.slice(0, 1) },
      { type: 'cliffs', done: 1, total: 12, name: `variant: ${prompts[1]}` },
    ]),
  );
  expect(screen.getByText(`variant: ${prompts[1]}`, { selector: '[role="status"]' })).toBeDefined();
  expect(rowsOf(/^“/)).toHaveLength(1);
  expect(screen.getAllByText('not measured yet')).toHaveLength(1);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await fail('cancelled');
  expect(await screen.findByText('Cancelled.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Show what was measured earlier' }));
  expect(screen.getByText(/^Measured earlier/)).toBeDefined();
});

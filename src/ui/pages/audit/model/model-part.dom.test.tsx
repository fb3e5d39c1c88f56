import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { ModelAudit } from '../../../../audit/model/model-audit.ts';
import { labStore } from '../../../state/lab-store.ts';
import { forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { ModelPart } from './model-part.tsx';
import { modelAuditStore } from './model-store.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const baked: ModelAudit = JSON.parse(readFileSync('public/audit/model.json', 'utf8'));

beforeEach(() => {
  forgetQuestions();
  modelAuditStore.setState(modelAuditStore.getInitialState(), true);
  vi.stubGlobal('fetch', async () => ({ ok: true, json: async () => baked }));
  return () => vi.unstubAllGlobals();
});

const frontier = () =>
  screen.getByRole('region', { name: /^Quality and cost beside bf16, \d+ at once, table$/ });
const headsOf = (table: HTMLElement) =>
  within(table)
    .getAllByRole('columnheader')
    .map(({ textContent }) => textContent);

it('shows the audit that ships first, with what it ran on, the question and an answer in words', async () => {
  render(<ModelPart path={[]} />);
  expect(await screen.findByText('Measured earlier:')).toBeDefined();
  expect(
    screen.getByText(/nano \(1,805,440 parameters\), invariant kernels, on the CPU engine, Node v/),
  ).toBeDefined();
  expect(
    screen.getByRole('heading', { name: /^Does any variant give 99 % of the quality of bf16 at 50 %/ }),
  ).toBeDefined();
  expect(screen.getByText(/^(yes|no|cannot be told)$/, { selector: 'p' })).toBeDefined();
  const rows = within(frontier()).getAllByRole('rowheader');
  expect(rows.map(({ textContent }) => textContent)).toEqual(baked.variants.map(({ id }) => id));
  expect(screen.getByRole('region', { name: 'Latency, 32 at once, table' })).toBeDefined();
});

it('says how long it takes by what was measured on the same engine, and by no other', async () => {
  labStore.setState({ engine: 'cpu' });
  render(<ModelPart path={[]} />);
  expect((await screen.findByText(/ at the speed of the figures below/)).textContent).toMatch(/^About /);
  act(() => labStore.setState({ engine: 'webgpu' }));
  expect(screen.queryByText(/ at the speed of the figures below/)).toBeNull();
  expect(screen.getByText(/^The figures below are of another engine: how long it takes here/)).toBeDefined();
});

it('holds variants against each other at the batch that is chosen, and prices them as the visitor says', async () => {
  render(<ModelPart path={[]} />);
  await screen.findByText('Measured earlier:');
  fireEvent.click(screen.getByRole('radio', { name: '1' }));
  expect(screen.getByRole('heading', { name: /with 1 request at once\?$/ })).toBeDefined();
  const price = screen.getByRole('textbox', { name: 'Price of an hour of the device, any currency' });
  const costs = () => within(frontier()).getAllByRole('row')[1].textContent;
  const before = costs();
  expect(headsOf(frontier())).toContain('1,000 requests');
  fireEvent.change(price, { target: { value: '10' } });
  expect(costs()).not.toBe(before);
  fireEvent.change(price, { target: { value: 'dear' } });
  expect(screen.getByRole('alert').textContent).toMatch(/^Expected a price such as 2/);
  expect(headsOf(frontier())).not.toContain('1,000 requests');
});

it('measures here: what is under way is named, it can be cancelled, and what it finds takes the place of what shipped', async () => {
  render(<ModelPart path={[]} />);
  await screen.findByText('Measured earlier:');
  fireEvent.click(screen.getByRole('radio', { name: 'full' }));
  fireEvent.click(screen.getByRole('button', { name: 'Measure it here' }));
  const [{ args, fail }] = questions;
  expect(args[0]).toMatchObject({ form: 'full', pricePerHour: 1 });
  const hear = args[1] as (news: readonly unknown[]) => void;
  act(() => hear([{ type: 'audit', done: 0, total: 10, doing: 'starting bf16', expected: null }]));
  expect(screen.queryByText(/ in all, as the first waves went/)).toBeNull();
  act(() => hear([{ type: 'audit', done: 3, total: 10, doing: 'serving 8 at once', expected: 312_000 }]));
  expect(screen.getByRole('status').textContent).toBe('serving 8 at once');
  expect(screen.getByText('About 5 min in all, as the first waves went; it can be cancelled.')).toBeDefined();
  // A model that is read again does not take the bar back.
  act(() => hear([{ type: 'loading', loaded: 1_000_000, total: null }]));
  expect(screen.getByRole('progressbar').getAttribute('value')).toBe('3');
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await fail('cancelled');
  expect(await screen.findByText('Cancelled.')).toBeDefined();
  expect(screen.getByText('Measured earlier:')).toBeDefined();
});

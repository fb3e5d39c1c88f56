import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { traceKey } from '../../results/record.ts';
import { labStore } from '../state/lab-store.ts';
import { closeDialog } from '../state/shell-store.ts';
import { Announcer } from './announcer.tsx';
import { ShellDialogs } from './dialogs.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';

beforeEach(() => {
  labStore.setState(labStore.getInitialState(), true);
  act(closeDialog);
  location.hash = '';
});

describe('the dialogs', () => {
  const press = (target: Element, key: string, more = {}) => fireEvent.keyDown(target, { key, ...more });
  const openOne = () => document.querySelector<HTMLElement>('dialog[open]');

  it('open by their keys, but not from within a field or another dialog', async () => {
    render(
      <>
        <input aria-label="Field" />
        <ShellDialogs />
      </>,
    );
    expect(press(screen.getByLabelText('Field'), '?')).toBe(true);
    expect(openOne()).toBeNull();
    press(document.body, '?');
    await screen.findByText('In a token stream');
    press(document.body, 'k', { ctrlKey: true });
    expect(openOne()?.querySelector('h2')?.textContent).toBe('Keyboard shortcuts');
    fireEvent.click(openOne()!.querySelector('[aria-label="Close"]')!);
    expect(openOne()).toBeNull();
    expect(press(screen.getByLabelText('Field'), 'k', { ctrlKey: true })).toBe(false);
    expect(openOne()?.querySelector('h2')?.textContent).toBe('Commands');
  });

  it('the palette finds an action by a part of its name, and closes before it runs', async () => {
    render(<ShellDialogs />);
    press(document.body, 'k', { ctrlKey: true });
    const input = await screen.findByPlaceholderText('Type what you want to do');
    await waitFor(() => expect(document.activeElement).toBe(input));
    // Not on offer while nothing has run, and the palette within itself never.
    expect(screen.queryByText('Go to the next difference')).toBeNull();
    expect(screen.queryByText('Open the command palette')).toBeNull();
    // No letters scattered over another title come before the words themselves.
    fireEvent.change(input, { target: { value: 'model MY' } });
    await waitFor(() =>
      expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['Use my model…']),
    );
    fireEvent.change(input, { target: { value: 'page: bench' } });
    await waitFor(() => expect(screen.queryByText('Open the settings')).toBeNull());
    press(input, 'Enter');
    expect(openOne()).toBeNull();
    await waitFor(() => expect(location.hash).toBe('#bench'));
  });
});

it('the header marks the page that the address names, as it changes', () => {
  render(<Header />);
  const current = () => [...document.querySelectorAll('[aria-current="page"]')].map((a) => a.textContent);
  const go = (hash: string) =>
    act(() => {
      location.hash = hash;
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    });
  expect(current()).toEqual(['Lab']);
  go('#learn/order-matters');
  expect(current()).toEqual(['Learn']);
  // An experiment's link leads to the lab.
  go('#v1.abc');
  expect(current()).toEqual(['Lab']);
  fireEvent.click(screen.getByText(/^Theme/));
  expect(screen.getByText(/^Theme/).textContent).toBe('Theme: light');
});

it('screen readers hear that a run began, where pairs parted and that it ended, and of many pairs how many', () => {
  const arms = Array.from({ length: 6 }, (_, at) => `arm${at}`);
  const experiment = parseExperiment({
    version: 1,
    title: 'Said',
    requests: [{ id: 'p', role: 'probe', promptIds: [1] }],
    arms: arms.map((name) => ({ name, requests: ['p'], kernels: 'variant' })),
    compare: arms.slice(1).map((name) => [arms[0], name]),
  });
  const initial = labStore.getInitialState();
  const streams = Object.fromEntries(
    arms.map((name, at) => [traceKey(name, 'p'), [{ token: at, text: 'x' }]]),
  );
  const chosen = { ...initial.chosen, experiment };
  const progress = { stage: 'running', generated: 1, total: 9 } as const;
  const show = (state: Partial<typeof initial>) => act(() => labStore.setState({ chosen, ...state }));
  render(<Announcer />);
  const said = () => document.querySelector('[role="status"]')!.textContent;
  expect(said()).toBe('');
  show({ status: { state: 'running', progress } });
  expect(said()).toBe('Running.');
  const view = { ...initial.view, experiment, streams };
  show({ status: { state: 'done', result: null }, view });
  const parted = [1, 2, 3].map((at) => `arm0 and arm${at} diverged at token 0.`);
  expect(said()).toBe([...parted, '2 more pairs diverged.', 'Run finished.'].join(' '));
  show({ status: { state: 'cancelled' } });
  expect(said()).toBe('Run cancelled.');
});

it('a page that cannot be drawn says why in its place', () => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Broken = () => {
    throw new TypeError('no such arm');
  };
  render(
    <ErrorBoundary>
      <Broken />
    </ErrorBoundary>,
  );
  expect(document.querySelector('[role="alert"]')!.textContent).toContain('no such arm');
  silent.mockRestore();
});

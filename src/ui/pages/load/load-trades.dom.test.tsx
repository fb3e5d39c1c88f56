import { fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { forgetQuestions } from '../../state/testing/fake-client.ts';
import { LoadPage } from './load-page.tsx';
import { loadStore } from './load-store.ts';
import { smallCrowd } from './testing/small-crowd.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', '#load');
  forgetQuestions();
  loadStore.setState({ ...loadStore.getInitialState(), experiment: smallCrowd }, true);
  // No run ships with this page.
  vi.stubGlobal('fetch', async () => ({ ok: false }));
  return () => vi.unstubAllGlobals();
});

const serving = () => loadStore.getState().experiment.arms[0].serving;
const choose = (label: string, value: string) =>
  fireEvent.change(screen.getByRole('combobox', { name: label }), { target: { value } });

it('lets answers shrink with the queue, between the lengths that are written, and leaves them whole again', () => {
  render(<LoadPage path={[]} />);
  const before = serving();
  fireEvent.click(screen.getByRole('checkbox', { name: 'Answers shrink with the queue' }));
  expect(serving()?.effort).toEqual({ from: 2, to: 16, least: 32 });
  const least = screen.getByRole('textbox', { name: 'Least tokens' });
  fireEvent.change(least, { target: { value: '8' } });
  fireEvent.blur(least);
  expect(serving()?.effort).toEqual({ from: 2, to: 16, least: 8 });
  fireEvent.click(screen.getByRole('checkbox', { name: 'Answers shrink with the queue' }));
  expect(serving()).toEqual(before);
});

it('gives an arm a second replica, by a rule and with a model, and takes it away', () => {
  render(<LoadPage path={[]} />);
  const before = serving();
  choose('Replicas', 'overflow');
  choose('Second runs', 'pico');
  expect(serving()?.route).toEqual({ to: { model: 'pico' }, by: { kind: 'overflow', waiting: 4 } });
  choose('Replicas', 'none');
  expect(serving()).toEqual(before);
});

it('sends a share astray', () => {
  render(<LoadPage path={[]} />);
  choose('Gone astray, to', 'q4');
  const percent = screen.getByRole('textbox', { name: 'Percent astray' });
  fireEvent.change(percent, { target: { value: '20' } });
  fireEvent.blur(percent);
  expect(serving()?.faults).toEqual({ misrouted: { share: 0.2, seed: 0, to: { weights: 'q4' } } });
});

it('sends a share through a wrong template', () => {
  render(<LoadPage path={[]} />);
  const astray = () => screen.getByRole('combobox', { name: 'Gone astray, to' });
  for (const [name, template] of Object.entries({ chatml: 'chatml', 'no-template': 'none' })) {
    choose('Gone astray, to', name);
    expect(serving()?.faults?.misrouted.to).toEqual({ template });
    expect(astray()).toHaveProperty('value', name);
  }
});

it('says of each trade what it is and what it can change', () => {
  render(<LoadPage path={[]} />);
  for (const name of [/^Effort under load/, /^Routes to a second replica/, /^A misrouted share/])
    expect(screen.getByText(name, { selector: 'summary' })).toBeDefined();
});

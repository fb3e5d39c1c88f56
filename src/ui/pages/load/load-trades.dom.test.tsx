import { fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { CARDS } from './cards/all-cards.ts';
import { LoadPage } from './load-page.tsx';
import { loadStore } from './load-store.ts';
import { freshLoadPage } from './testing/fresh-page.ts';
import { smallCrowd } from './testing/small-crowd.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

beforeEach(freshLoadPage);

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

it('tries a canary by margins, and by right answers once the crowd asks tasks', () => {
  render(<LoadPage path={[]} />);
  const write = (label: string, value: string) => {
    const field = screen.getByRole('textbox', { name: label });
    fireEvent.change(field, { target: { value } });
    fireEvent.blur(field);
  };
  choose('Replicas', 'canary');
  choose('Its weights', 'q8');
  choose('Its kernels', 'variant');
  write('Percent on trial', '10');
  write('At most … times slower', '1.5');
  choose('Latency to', 'ttft');
  write('Points fewer right answers', '15');
  expect(screen.getByText(/expected a crowd that asks tasks/)).toBeDefined();
  fireEvent.click(screen.getByRole('checkbox', { name: 'Tasks with right answers' }));
  write('Points fewer right answers', '15');
  expect(loadStore.getState().experiment.crowd?.asks).toBe('tasks');
  expect(serving()?.route).toMatchObject({
    to: { weights: 'q8', kernels: { matmul: 'variant', rmsnorm: 'variant', attention: 'variant' } },
    by: {
      ...{ kind: 'canary', share: 0.1, quality: { margin: 0.15 } },
      latency: { measure: 'ttft', quantile: 0.5, margin: 1.5 },
    },
  });
  write('Points fewer right answers', '');
  expect(serving()?.route?.by).not.toHaveProperty('quality');
  choose('Its kernels', 'same');
  expect(serving()?.route?.to).toEqual({ weights: 'q8' });
});

it('sends a share astray', () => {
  render(<LoadPage path={[]} />);
  choose('Gone astray, to', 'q4');
  const percent = screen.getByRole('textbox', { name: 'Percent astray' });
  fireEvent.change(percent, { target: { value: '20' } });
  fireEvent.blur(percent);
  expect(serving()?.faults).toEqual({ misrouted: { share: 0.2, seed: 0, to: { weights: 'q4' } } });
});

it('reads activations as q8 with weights in blocks, and as they are again', () => {
  render(<LoadPage path={[]} />);
  const arm = () => loadStore.getState().experiment.arms[0];
  const before = arm();
  choose('Products read activations', 'per-tensor');
  expect(arm()).toMatchObject({ quantize: 'per-tensor', weights: 'q8' });
  choose('Weights', 'q4');
  choose('Products read activations', 'per-row');
  expect(arm()).toMatchObject({ quantize: 'per-row', weights: 'q4' });
  choose('Weights', 'f32');
  expect(screen.getByText(/q8 activations need weights in blocks of integers/)).toBeDefined();
  choose('Products read activations', 'none');
  choose('Weights', 'stored');
  expect(arm()).toEqual(before);
});

it('chooses between two widths of weights, and says what they do not go with', () => {
  render(<LoadPage path={[]} />);
  const arm = () => loadStore.getState().experiment.arms[0];
  const before = arm();
  choose('Widths of weights', 'row');
  expect(arm()).toMatchObject({ weights: 'q8', dynamic: { low: 'q4', targetBits: 6, per: 'row' } });
  choose('Bits a weight, mean', '7.5');
  choose('Widths of weights', 'batch');
  expect(arm().dynamic).toEqual({ low: 'q4', targetBits: 7.5, per: 'batch' });
  choose('Products read activations', 'per-row');
  expect(screen.getByText(/two widths do not go with q8 activations/)).toBeDefined();
  expect(arm()).not.toHaveProperty('quantize');
  choose('Widths of weights', 'one');
  choose('Weights', 'stored');
  expect(arm()).toEqual(before);
});

it('has the preset of two widths among its own', () => {
  render(<LoadPage path={['preset', 'dynamic-widths']} />);
  expect(loadStore.getState().experiment.title).toBe('Two widths, chosen by error');
  expect(screen.getByRole('combobox', { name: 'Widths of weights' })).toHaveProperty('value', 'row');
});

it('bounds the queue and the wait, and lets both be as they come', () => {
  render(<LoadPage path={[]} />);
  const before = serving();
  const write = (name: string, value: string) => {
    const field = screen.getByRole('textbox', { name });
    fireEvent.change(field, { target: { value } });
    fireEvent.blur(field);
  };
  write('At most … wait', '16');
  write('First token within, ms', '500');
  expect(serving()?.admission).toEqual({ mostWaiting: 16, firstTokenWithin: 500 });
  write('At most … wait', '');
  write('First token within, ms', '');
  expect(serving()).toEqual(before);
});

it('leads from a mechanism in words to its field, folded away or not, or says where there is one', () => {
  render(<LoadPage path={[]} />);
  const toSwitch = (name: string) => {
    const card = screen.getByText(name, { selector: 'summary' }).closest('details')!;
    fireEvent.click(within(card).getByRole('button', { name: 'To its switch', hidden: true }));
    return card;
  };
  for (const { name, field } of CARDS) {
    if (!field) continue;
    const card = toSwitch(name);
    const { activeElement } = document;
    if (field === 'Sampler' || field.startsWith('Room of experts'))
      expect(within(card).getByText(/^It has one where the /)).toBeDefined();
    else expect((activeElement as HTMLInputElement).labels?.[0].textContent).toBe(field);
  }
});

it('keys the noise of an arm by rank where anything is drawn', () => {
  const { unmount } = render(<LoadPage path={[]} />);
  expect(screen.queryByRole('combobox', { name: 'Sampler' })).toBeNull();
  unmount();
  loadStore.setState({ experiment: { ...smallCrowd, decoding: { temperature: 0.8, seed: 1 } } });
  render(<LoadPage path={[]} />);
  choose('Sampler', 'rank');
  expect(loadStore.getState().experiment.arms[0].sampler).toBe('rank');
  choose('Sampler', 'all');
  expect(loadStore.getState().experiment.arms[0].sampler).toBeUndefined();
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
  const trades = [/^Effort under load/, /^Routes to a second replica/, /^A misrouted share/];
  for (const name of [...trades, /^Activations in q8/, /^Noise keyed by rank/, /^Loops and lengths/])
    expect(screen.getByText(name, { selector: 'summary' })).toBeDefined();
});

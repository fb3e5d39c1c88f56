import { act, render, screen } from '@testing-library/react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { labStore } from '../state/lab-store.ts';
import { Lab } from './lab.tsx';

vi.mock('../state/client.ts', () => import('../state/testing/fake-client.ts'));

test('one column or two panes, what is open and written moves from one to the other', async () => {
  let wide = false;
  const heard = new Set<() => void>();
  const { matchMedia } = window;
  window.matchMedia = (media) =>
    Object.assign(matchMedia(media), {
      matches: wide && media === '(width > 60rem)',
      addEventListener: (_: string, hear: () => void) => heard.add(hear),
    });
  onTestFinished(() => {
    window.matchMedia = matchMedia;
  });
  const turn = (now: boolean) =>
    act(() => {
      wide = now;
      for (const hear of heard) hear();
    });
  const part = (name: string) => document.querySelector(`[data-part="${name}"]`);
  labStore.setState(labStore.getInitialState(), true);
  render(<Lab embed={false} />);
  expect(screen.queryByRole('separator')).toBeNull();
  const [arms, lead] = [part('arms'), part('lead')];
  expect([arms, lead]).not.toContain(null);
  turn(true);
  expect((await screen.findByRole('separator')).closest('main')?.contains(arms)).toBe(true);
  expect(part('arms')).toBe(arms);
  expect(part('lead')).toBe(lead);
  turn(false);
  expect(screen.queryByRole('separator')).toBeNull();
  expect(part('arms')).toBe(arms);
  expect(part('lead')).toBe(lead);
});

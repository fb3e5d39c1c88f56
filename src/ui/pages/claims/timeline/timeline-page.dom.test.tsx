import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { madeLibrary } from '../../../../studies/tracker/testing/made-library.ts';
import { TimelinePage } from './timeline-page.tsx';

beforeEach(() => {
  vi.stubGlobal('fetch', async () => ({ ok: true, json: async () => madeLibrary() }));
  return () => vi.unstubAllGlobals();
});

const events = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Events/ });
const rates = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Pass rates/ });
const opened = async () => {
  render(<TimelinePage path={[]} />);
  await waitFor(() => expect(rates().value).toMatch(/^date,passed,total\n2026-01-01,\d+,50\n/));
};

it('begins with the tracker’s simulated days and some events', async () => {
  await opened();
  expect(events().value).toContain('2026-01-31 other the fault is switched on');
  expect(screen.getByRole('heading', { name: '60 days, 2026-01-01 to 2026-03-01' })).toBeDefined();
  expect(await screen.findByText(/^The strongest correlation is /)).toBeDefined();
  expect(screen.getByText(/^Correlation is no cause/)).toBeDefined();
  expect(
    screen.getByText('8 lags were tried: only intervals for all of them together may be judged by.'),
  ).toBeDefined();
});

it('correlates what a visitor enters, and says where it is nothing', async () => {
  await opened();
  const days = Array.from({ length: 60 }, (_, i) =>
    new Date(Date.UTC(2026, 2, 1 + i)).toISOString().slice(0, 10),
  );
  const low = (i: number) => i % 10 === 4;
  const wobble = (i: number) => (i * 7) % 5;
  fireEvent.change(rates(), {
    target: { value: days.map((day, i) => `${day},${(low(i) ? 300 : 600) + wobble(i)},1000`).join('\n') },
  });
  fireEvent.change(events(), {
    target: {
      value: days
        .filter((_, i) => low(i + 1))
        .map((day) => `${day} outage errors`)
        .join('\n'),
    },
  });
  expect(
    await screen.findByText(/^The strongest correlation is −1, after one day; of 8 lags .*1.* stands? once/),
  ).toBeDefined();
  fireEvent.change(events(), { target: { value: '' } });
  expect(await screen.findByText('There are no events of these kinds.')).toBeDefined();
});

it('names the line that cannot be read', async () => {
  await opened();
  fireEvent.change(rates(), { target: { value: 'date,passed,total\n2026-03-04,60,50' } });
  expect(
    await screen.findByText('line 2: expected passed of at most total, and a total above 0, found 60 of 50'),
  ).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'The simulated days again' }));
  await waitFor(() => expect(rates().value).toContain('2026-01-01'));
});

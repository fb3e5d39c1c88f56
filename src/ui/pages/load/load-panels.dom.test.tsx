import { fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { LoadEvent } from '../../../lab/load/load-events.ts';
import { questions } from '../../state/testing/fake-client.ts';
import { LoadPage } from './load-page.tsx';
import { freshLoadPage } from './testing/fresh-page.ts';
import { scheduledRun } from './testing/scheduled-run.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

beforeEach(freshLoadPage);

const crowd = {
  ...{ requests: 8, perSecond: 400, outputTokens: 8 },
  limits: { maxSequences: 4, maxTokensPerStep: 64, blocks: 60 },
};

/** Of the third step a choice of the probe's row that an expert had no room for. */
const DROPPED = {
  dropped: [['probe', 1]],
  drops: [
    { request: 'probe', position: 1, layer: 2, expert: 7, filledBy: [{ request: 'crowd-2', rows: 3 }] },
  ],
} as const;

async function ran(events: readonly LoadEvent[]) {
  render(<LoadPage path={[]} />);
  fireEvent.click(screen.getByRole('button', { name: 'Turn the crowd loose' }));
  const { args, fail } = questions.at(-1)!;
  (args.at(-1) as (news: readonly LoadEvent[]) => void)(events);
  await fail('cancelled');
}

it('names the tokens that experts had no room for, because of whom, and leads to the step', async () => {
  const events = scheduledRun(crowd).map((event) =>
    event.type === 'step' && event.step.step === 2
      ? { ...event, step: { ...event.step, ...DROPPED } }
      : event,
  );
  await ran(events);
  const table = screen.getByRole('region', { name: 'Dropped tokens, table' });
  const [, row] = within(table).getAllByRole('row');
  expect(row.textContent).toBe('prompt’s 1step 2crowd-2 (3)2: 7');
  fireEvent.click(within(table).getByRole('button', { name: 'step 2' }));
  const why = document.querySelector<HTMLElement>('[data-part="load-why"]')!;
  expect(document.activeElement).toBe(why);
  expect(within(why).getByRole('heading', { name: /^Step 2/ })).toBeDefined();
  expect(why.textContent).toContain('experts had no room for 1 choice of the rows of 1 request');
});

it('says nothing of experts where none was full', async () => {
  await ran(scheduledRun(crowd));
  expect(document.querySelector('[data-part="load-drops"]')).toBeNull();
});

it('measures answers once they are asked for, the watched one first', async () => {
  await ran(scheduledRun(crowd));
  const panel = document.querySelector<HTMLElement>('[data-part="load-answers"]')!;
  expect(within(panel).queryByRole('table')).toBeNull();
  const details = panel.querySelector('details')!;
  details.open = true;
  fireEvent(details, new Event('toggle'));
  const rows = await within(panel).findAllByRole('row');
  expect(rows[1].textContent).toMatch(/^the one watched, probe1\d+\.0/);
  expect(rows[2].textContent).toMatch(/^crowd8\d+\.\d\s*\d+\.\d to \d+\.\d/);
});

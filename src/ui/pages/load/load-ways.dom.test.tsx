import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { decodeLink, encodeLink } from '../../../experiment/link.ts';
import { LinkError } from '../../../experiment/link-error.ts';
import { parseExperiment } from '../../../experiment/schema.ts';
import type { LoadEvent } from '../../../lab/load/load-events.ts';
import { UnderLoad } from '../../areas/compose/under-load.tsx';
import { questions } from '../../state/testing/fake-client.ts';
import { LoadPage } from './load-page.tsx';
import { startLoad } from './load-run.ts';
import { loadStore, openLoad } from './load-store.ts';
import { freshLoadPage } from './testing/fresh-page.ts';
import { scheduledRun } from './testing/scheduled-run.ts';
import { smallCrowd } from './testing/small-crowd.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const crowd = {
  ...{ requests: 12, perSecond: 100, outputTokens: 8 },
  limits: { maxSequences: 4, maxTokensPerStep: 32, blocks: 24 },
};

beforeEach(freshLoadPage);

it('leads to the company of no run but the one on screen, which another run’s beginning takes away', async () => {
  render(<LoadPage path={[]} />);
  fireEvent.click(screen.getByRole('button', { name: 'Turn the crowd loose' }));
  const { args, fail } = questions.at(-1)!;
  const tell = args.at(-1) as (news: readonly LoadEvent[]) => void;
  tell(scheduledRun(crowd));
  await fail('cancelled');
  const way = () => screen.queryByRole('button', { name: 'Open this company in the lab' });
  const slider = screen.getByRole('slider', { name: 'Step of the run' });
  // Back to where several share a step.
  for (let press = 0; press < 12; press++) fireEvent.keyDown(slider, { key: 'ArrowLeft' });
  expect(way()).not.toBeNull();
  // As a lesson does, whose arms may have the same names.
  act(() => void startLoad({ ...smallCrowd, title: 'Of a lesson' }));
  expect(way()).toBeNull();
  await questions.at(-1)!.fail('gpu', 'no device');
  await screen.findByText('no device');
  expect(way()).toBeNull();
});

it('takes from the lab a crowd that is too long for any link', () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => [
    i * 3.137,
    1 + ((i * 7919) % 4099),
    1 + ((i * 31) % 97),
  ]);
  const arrivals = { kind: 'trace', name: 'long.jsonl', block: 16, rows };
  const long = parseExperiment({ ...smallCrowd, title: 'Long', crowd: { ...smallCrowd.crowd, arrivals } });
  expect(() => decodeLink(encodeLink({ experiment: long }))).toThrow(LinkError);
  const lab = render(<UnderLoad experiment={long} />);
  fireEvent.click(screen.getByRole('button', { name: 'Open under Load' }));
  expect(location.hash).toBe('#load');
  lab.unmount();
  const page = render(<LoadPage path={[]} />);
  expect(loadStore.getState().experiment).toBe(long);
  page.unmount();
  act(() => openLoad(smallCrowd));
  render(<LoadPage path={[]} />);
  expect(loadStore.getState().experiment).toBe(smallCrowd);
});

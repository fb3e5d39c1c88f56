import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { BenchReport } from '../../../bench/report.ts';
import { claimOf } from '../../../studies/claims/claims.ts';
import { NO_EVIDENCE } from '../../../studies/claims/evidence.ts';
import { labStore } from '../../state/lab-store.ts';
import { IDLE } from '../../state/task.ts';
import { forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { ClaimCard } from './claim-card.tsx';
import { claimsStore } from './claims-store.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const BENCH: BenchReport = JSON.parse(readFileSync('public/examples/bench.json', 'utf8')).reports[0];

beforeEach(() => {
  forgetQuestions();
  labStore.setState({ ...labStore.getInitialState(), engine: 'cpu' }, true);
  claimsStore.setState({ shipped: NO_EVIDENCE, here: {}, running: null, work: IDLE });
});

/** Until what follows from it is on the page. */
function drawn(work: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => act(work).then(() => resolve()));
}
const card = (id: string) => render(<ClaimCard claim={claimOf(id)!} />);

it('times kernels for the price, on WebGPU whatever is chosen, and reads the times by the same judge', async () => {
  card('sixty-percent');
  expect(screen.getByText(/^2 shapes of step, 5 times each: under a minute on (?!the CPU)/)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: /^Run it here/ }));
  const [{ args, answer }] = questions.splice(0, 1);
  expect(args[0]).toMatchObject({ repeats: 5, operations: false, limits: false });
  await drawn(() => answer({ ...BENCH, cases: BENCH.cases.slice(0, 2) }));
  const here = await screen.findByRole('status', { name: /^On your device/ });
  expect(here.textContent).toContain('over 2 shapes of step');
  expect(here.textContent).toContain('The short form (2 shapes of step, 5 times each)');
});

it.each(['half-the-cost', 'speculation-length'])(
  'says of %s why it has no short form, and what to run',
  (id) => {
    card(id);
    expect(screen.queryByRole('button', { name: /^Run it here/ })).toBeNull();
    expect(screen.getByText(/^No short form: /).textContent).toContain('Instead: npm run -s ');
  },
);

it('times no kernels where there is no WebGPU', () => {
  labStore.setState({ gpu: { state: 'missing', fault: { kind: 'no-webgpu', message: 'none' } } });
  card('sixty-percent');
  expect(screen.queryByRole('button', { name: /^Run it here/ })).toBeNull();
  expect(screen.getByText(/^No short form: Kernels are timed on WebGPU/)).toBeDefined();
});

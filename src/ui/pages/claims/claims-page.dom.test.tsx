import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CLAIMS } from '../../../studies/claims/claims.ts';
import { NO_EVIDENCE } from '../../../studies/claims/evidence.ts';
import { readEvidence } from '../../../studies/claims/read-evidence.ts';
import { IDLE } from '../../state/task.ts';
import { ClaimsPage } from './claims-page.tsx';
import { claimsStore } from './claims-store.ts';

const SHIPPED = await readEvidence((path) => {
  const file = join('public', path);
  return Promise.resolve(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);
});

beforeEach(() => {
  claimsStore.setState({
    shipped: SHIPPED,
    here: {},
    running: null,
    work: IDLE,
    verdict: 'all',
    document: 'all',
  });
});
afterEach(cleanup);

const cards = () => screen.getAllByRole('article');
const named = (says: RegExp) => screen.getByRole('article', { name: says });

it('reads five sentences, then every claim with a verdict by mark and word', () => {
  render(<ClaimsPage path={[]} />);
  expect(within(screen.getByRole('region', { name: 'The answer' })).getAllByRole('link')).toHaveLength(5);
  expect(cards()).toHaveLength(CLAIMS.length);
  expect(named(/^One activation scale/).textContent).toContain('✓ holds here');
  expect(named(/noisier batches/).textContent).toContain('“noisier batches, larger discrepancies”');
});

it('shows the claims of a verdict or of a document alone', () => {
  render(<ClaimsPage path={[]} />);
  fireEvent.change(screen.getByLabelText('Document'), { target: { value: 'article' } });
  expect(cards()).toHaveLength(CLAIMS.filter(({ document }) => document === 'article').length);
  fireEvent.change(screen.getByLabelText('Verdict'), { target: { value: 'not testable' } });
  for (const card of cards()) expect(card.textContent).toContain('not testable in a browser');
});

it.each([
  ['half-the-cost', 'The audit: Model', '#audit/model'],
  ['z-test', 'The audit: Drift', '#audit/drift'],
  ['thresholds', 'The tracker', '#claims/tracker'],
])('calls the way from %s by where it leads: %s', async (id, name, address) => {
  render(<ClaimsPage path={['claim', id]} />);
  expect((await screen.findByRole('link', { name })).getAttribute('href')).toBe(address);
});

it('puts what was found here beside what ships, by the same judge', () => {
  const evidence = { ...NO_EVIDENCE, couplings: { nano: { ...SHIPPED.couplings.nano!, rows: flipped() } } };
  claimsStore.setState({ here: { 'one-scale': { evidence, engine: 'cpu', adapter: '' } } });
  render(<ClaimsPage path={['claim', 'one-scale']} />);
  return screen.findByRole('status', { name: /^On your device/ }).then((here) => {
    expect(here.textContent).toContain('does not hold here');
    expect(named(/^One activation scale/).textContent).toContain('✓ holds here');
  });
});

it('says which file is damaged on the cards that need it, and reads the others', async () => {
  const torn = 'studies/thousand-companies.json';
  vi.stubGlobal('fetch', (address: string) => {
    const path = /(?:studies|examples|audit)\/.*$/.exec(address)![0];
    const text = readFileSync(join('public', path), 'utf8');
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve(new Response(path === torn ? text.slice(0, 400) : text, { headers }));
  });
  claimsStore.setState({ shipped: null });
  render(<ClaimsPage path={[]} />);
  expect(screen.getAllByText('Reading what was measured…')).toHaveLength(CLAIMS.length);
  expect((await screen.findByRole('alert')).textContent).toContain(`The file ${torn} cannot be read`);
  expect(screen.queryByText('Reading what was measured…')).toBeNull();
  expect(named(/gave 80 unique completions/).textContent).toContain(`The file ${torn} cannot be read`);
  expect(named(/^One activation scale/).textContent).toContain('✓ holds here');
  vi.unstubAllGlobals();
});

it('says so where the address names nothing', async () => {
  render(<ClaimsPage path={['claim', 'nothing']} />);
  expect((await screen.findByRole('alert')).textContent).toBe('There is no claim “nothing” here.');
  cleanup();
  render(<ClaimsPage path={['nowhere']} />);
  expect(screen.getByRole('alert').textContent).toContain('“nowhere”');
});

/** Rows in which one scale touches nobody. */
function flipped() {
  return SHIPPED.couplings.nano!.rows.map((row) =>
    row.id !== 'scale-per-tensor'
      ? row
      : { ...row, cells: { ...row.cells, content: { ...row.cells.content, effect: 'nothing' as const } } },
  );
}

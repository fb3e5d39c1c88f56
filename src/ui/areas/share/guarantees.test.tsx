import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, it } from 'vitest';
import type { RunRecord } from '../../../results/record.ts';
import { exampleViews } from '../../state/example.ts';
import { parseExample } from '../../state/example-file.ts';
import { labStore } from '../../state/lab-store.ts';
import { ArmsTable } from '../run/arms-table.tsx';
import { LostHere } from '../run/guarantees.tsx';
import { EmbedFooter } from './embed-header.tsx';
import { ReceiptPanel } from './receipt-panel.tsx';
import { expectedOf } from './share-link.ts';

const path = new URL('../../../../public/examples/needle.json', import.meta.url);
const example = parseExample(JSON.parse(readFileSync(path, 'utf8')));
const before = labStore.getState();
// Rendered to text, components see the state that a store began with.
Object.assign(labStore, { getInitialState: labStore.getState });

/** The page after a run of the example's experiment, opened by a link. */
function show(change: Partial<RunRecord> = {}): void {
  const record = { ...example.record, ...change };
  const { experiment } = record;
  labStore.setState({
    chosen: { id: 'link', experiment },
    expected: { ...expectedOf(record), experiment },
    view: { ...exampleViews(example)(experiment), experiment, record, source: 'live' },
  });
}

afterEach(() => labStore.setState(before, true));

it('the table of arms says what is guaranteed of each', () => {
  show();
  const html = renderToStaticMarkup(<ArmsTable />);
  expect(html).toContain('<th scope="col" class="">guarantee</th>');
  expect(html).toContain('<td>none claimed</td>');
  expect(html).toContain('<li>alone, company: variant@1 follows the batch, claims no invariance');
  labStore.setState(({ view }) => ({ view: { ...view, record: null } }));
  expect(renderToStaticMarkup(<ArmsTable />)).not.toContain('none claimed');
});

it('the page says a lost guarantee in an alert, and nothing where none is', () => {
  show();
  expect(renderToStaticMarkup(<LostHere />)).toBe('');
  show({ lost: ['matmul'] });
  expect(renderToStaticMarkup(<LostHere />)).toMatch(/role="alert".*GUARANTEE LOST: matmul/);
});

it('a receipt has the guarantees of both sides, what was lost first', () => {
  show();
  const html = renderToStaticMarkup(<ReceiptPanel />);
  expect(html).toContain('Guarantees here');
  expect(html).toContain('Guarantees there, as the sender’s page said');
  expect(html).not.toContain('LOST');
  show({ lost: ['matmul'] });
  expect(renderToStaticMarkup(<ReceiptPanel />)).toMatch(
    /^<section[^>]*><div[^>]*role="alert"><p.*GUARANTEE LOST: matmul/,
  );
});

it('an embed has them behind one line', () => {
  Object.assign(globalThis, { location: { href: 'https://example.org/' } });
  show();
  expect(renderToStaticMarkup(<EmbedFooter />)).toMatch(/<summary>Guarantees: none claimed in 2 arms, /);
});

it('a receipt claims the bits that it compared, and no others', () => {
  const verdictOf = (fingerprints: Readonly<Record<string, string>>) => {
    show();
    labStore.setState(({ expected }) => ({ expected: expected && { ...expected, fingerprints } }));
    return /<h2.*?<\/span> (.*?)<\/h2>/.exec(renderToStaticMarkup(<ReceiptPanel />))?.[1] ?? null;
  };
  const { fingerprints } = expectedOf(example.record);
  const [[stream, own]] = Object.entries(fingerprints);
  const other = '0'.repeat(64);
  expect(verdictOf({})).toBeNull();
  expect(verdictOf(fingerprints)).toBe('Same bits as the sender’s adapter');
  expect(verdictOf({ ...fingerprints, [stream]: other })).toBe('Other bits than the sender’s adapter');
  expect(verdictOf({ 'nobody/nothing': other })).toBe('Not all that the sender ran was run here');
  expect(verdictOf({ [stream]: own, 'nobody/nothing': other })).toBe(
    'Not all that the sender ran was run here',
  );
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink, linkAdvice } from '../../experiment/link.ts';
import { exampleViews } from '../store/example.ts';
import { parseExample } from '../store/example-file.ts';
import { emptyView } from '../store/lab-state.ts';
import { receiptLines } from '../store/receipt.ts';
import { tokensCsv } from './csv.ts';
import { embedSnippet, escaped, shareMarkdown } from './markdown.ts';
import { expectedOf, shareAddress, sharePayload } from './share-link.ts';

const path = new URL('../../../public/examples/needle.json', import.meta.url);
const example = parseExample(JSON.parse(readFileSync(path, 'utf8')));
const { record } = example;
const view = exampleViews(example)(record.experiment);
const plain = { fingerprints: false, embed: false, hide: [] } as const;

describe('sharePayload', () => {
  it('survives the link, pins the weights and stays short enough for any chat', () => {
    const payload = sharePayload(record.experiment, view, { ...plain, fingerprints: true });
    const address = shareAddress('https://example.org/lab/?x=1#v1.old', payload);
    expect(address).toMatch(/^https:\/\/example\.org\/lab\/\?x=1#v1\./);
    expect(decodeLink(address)).toEqual(payload);
    expect(payload.experiment.model.hash).toBe(record.model.hash);
    expect(linkAdvice(address)).toBe('fine');
  });

  it('carries the probes’ fingerprints only, and only of the results of this experiment', () => {
    const { expected } = sharePayload(record.experiment, view, { ...plain, fingerprints: true });
    const probes = record.experiment.requests.filter(({ role }) => role === 'probe');
    const streams = record.arms.flatMap(({ name }) => probes.map(({ id }) => `${name}/${id}`));
    expect(Object.keys(expected!.fingerprints)).toEqual(streams);
    const edited = { ...record.experiment, title: 'Another' };
    expect(sharePayload(edited, view, { ...plain, fingerprints: true }).expected).toBeUndefined();
    expect(
      sharePayload(record.experiment, emptyView, { ...plain, fingerprints: true }).expected,
    ).toBeUndefined();
  });

  it('carries a view only where there is one', () => {
    expect(sharePayload(record.experiment, view, plain)).not.toHaveProperty('view');
    const hide = ['engine', 'share'] as const;
    expect(sharePayload(record.experiment, view, { ...plain, hide }).view).toEqual({ embed: false, hide });
  });
});

describe('receiptLines', () => {
  it('tells the same bits from others and from what did not run', () => {
    const { fingerprints } = expectedOf(record);
    expect(receiptLines({ fingerprints }, record).every(({ answer }) => answer === 'same')).toBe(true);
    const [first, second] = Object.keys(fingerprints);
    const other = { [first]: '0'.repeat(64), [second]: fingerprints[second], 'gone/probe': '1'.repeat(64) };
    expect(receiptLines({ fingerprints: other }, record).map(({ answer }) => answer)).toEqual([
      'different',
      'same',
      'not run',
    ]);
  });
});

describe('texts to take along', () => {
  it('Markdown has a row a pair, and shows text as text', () => {
    const markdown = shareMarkdown(record.experiment, view, 'https://example.org/#v1.x');
    expect(markdown.match(/^\| /gm)).toHaveLength(2 + record.diffs.length);
    expect(markdown).toContain(`fork at token ${record.diffs[0].fork}`);
    expect(escaped('a|b `c` [d](e) <img> & *f*')).toBe(
      'a\\|b \\`c\\` \\[d\\]\\(e\\) &lt;img&gt; &amp; \\*f\\*',
    );
  });

  it('the embed snippet is one frame, whatever the title', () => {
    const snippet = embedSnippet('"><script>alert(1)</script>', 'https://example.org/#v1.x');
    expect(snippet.match(/</g)).toHaveLength(2);
    expect(snippet).toContain('title="&quot;>&lt;script>');
  });

  it('CSV has a line a position, quotes text and starts no formula', () => {
    const [head, ...lines] = tokensCsv(view).trimEnd().split('\r\n');
    const positions = record.diffs.map(({ probe, a, b }) => {
      const length = (arm: string) =>
        record.arms.find(({ name }) => name === arm)!.requests.find(({ id }) => id === probe)!.tokens.length;
      return Math.max(length(a), length(b));
    });
    expect(lines).toHaveLength(positions.reduce((sum, count) => sum + count, 0));
    expect(head.split(',')).toContain('max_ulp');
    expect(lines[0]).toMatch(/^alone,company,needle,0,\d+,"""/);

    const arms = record.experiment.arms.map((arm, i) => (i === 0 ? { ...arm, name: '=1+1' } : arm));
    const compare = [['=1+1', record.experiment.compare[0][1]]] as const;
    const streams = { ...view.streams, '=1+1/needle': view.streams['alone/needle'] };
    const hostile = { ...view, streams, experiment: { ...record.experiment, arms, compare } };
    expect(tokensCsv(hostile).split('\r\n')[1]).toMatch(/^'=1\+1,/);
  });
});

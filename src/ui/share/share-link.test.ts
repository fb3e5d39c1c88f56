import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink, linkAdvice } from '../../experiment/link.ts';
import { postureLines, postureWords } from '../../results/report/posture.ts';
import { shorten } from '../../results/report/text.ts';
import { exampleViews } from '../store/example.ts';
import { parseExample } from '../store/example-file.ts';
import { emptyView } from '../store/lab-state.ts';
import { receiptLines } from '../store/receipt.ts';
import { brokenLines, captionOf } from './caption.ts';
import { tokensCsv } from './csv.ts';
import { embedSnippet, escaped, shareMarkdown } from './markdown.ts';
import { expectedOf, shareAddress, sharePayload } from './share-link.ts';

const path = new URL('../../../public/examples/needle.json', import.meta.url);
const example = parseExample(JSON.parse(readFileSync(path, 'utf8')));
const { record } = example;
const view = exampleViews(example)(record.experiment);
const csvQuoted = (text: string) => (text.includes(',') ? `"${text}"` : text);
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

  it('carries what was guaranteed, a lost guarantee first, within the limits of a link', () => {
    const { posture } = expectedOf(record);
    expect(posture).toEqual(postureLines(record.postures).map((line) => shorten(line, 200)));
    const long = { ...record, lost: ['漢'.repeat(500), ...Array<string>(20).fill('another')] };
    const carried = expectedOf(long);
    expect(carried.posture?.[0]).toMatch(/^GUARANTEE LOST: 漢/);
    const left = 21 + postureLines(record.postures).length - 11;
    expect(carried.posture?.at(-1)).toBe(`… and ${left} more lines in the record`);
    expect(carried.posture).toHaveLength(12);
    const payload = { experiment: record.experiment, expected: carried };
    expect(decodeLink(shareAddress('', payload))).toEqual(payload);
  });

  it('reads receipts from before guarantees were told', () => {
    const { adapter, fingerprints } = expectedOf(record);
    const payload = { experiment: record.experiment, expected: { adapter, fingerprints } };
    expect(decodeLink(shareAddress('', payload))).toEqual(payload);
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

  it('Markdown says what is guaranteed, and first of all what was lost', () => {
    const markdown = shareMarkdown(record.experiment, view, 'https://example.org/#v1.x');
    expect(markdown).toMatch(/^\*\*/);
    expect(markdown.match(/^- /gm)).toHaveLength(postureLines(record.postures).length);
    expect(markdown).toContain('- alone, company: variant@1 follows the batch, claims no invariance');
    const lost = { ...view, record: { ...record, lost: ['matmul | batch'] } };
    expect(shareMarkdown(record.experiment, lost, '')).toMatch(
      /^> \*\*Guarantee lost:\*\* matmul \\\| batch\n\n/,
    );
  });

  it('CSV says it in columns of every line, what was lost in the first', () => {
    const lost = { ...view, record: { ...record, lost: ['matmul, batch', 'again'] } };
    const [head, first] = tokensCsv(lost).split('\r\n');
    expect(head.split(',')[0]).toBe('guarantee_lost');
    expect(head.split(',').slice(-4)).toEqual(['posture_a', 'posture_b', 'sampler', 'grounds']);
    expect(first).toMatch(/^"matmul, batch; again",alone,company,/);
    const { sampler, grounds } = record.postures[0];
    const postures = record.postures.slice(0, 2).map((posture) => `"${postureWords(posture)}"`);
    expect(first.endsWith(`,${[...postures, `"${sampler}"`, csvQuoted(grounds)].join(',')}`)).toBe(true);
  });

  it('a picture says where and on what grounds, what was lost above it', () => {
    const caption = captionOf({ ...record, lost: ['matmul'] });
    expect(caption.lost).toEqual(['GUARANTEE LOST: matmul']);
    expect(caption.lines).toEqual([
      expect.stringMatching(/^Batchmates, nano on /),
      ...postureLines(record.postures),
    ]);
    expect(brokenLines('to be or not', (line) => line.length <= 6)).toEqual(['to be', 'or not']);
    expect(brokenLines('indivisible a', (line) => line.length <= 5)).toEqual(['indiv', 'isibl', 'e a']);
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
    expect(head.split(',')).toContain('max_ulp_of_one_sign');
    expect(lines[0]).toMatch(/^,alone,company,needle,0,\d+,"""/);

    const arms = record.experiment.arms.map((arm, i) => (i === 0 ? { ...arm, name: '=1+1' } : arm));
    const compare = [['=1+1', record.experiment.compare[0][1]]] as const;
    const streams = { ...view.streams, '=1+1/needle': view.streams['alone/needle'] };
    const hostile = { ...view, streams, experiment: { ...record.experiment, arms, compare } };
    expect(tokensCsv(hostile).split('\r\n')[1]).toMatch(/^,'=1\+1,/);
  });
});

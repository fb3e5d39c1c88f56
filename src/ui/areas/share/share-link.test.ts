import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink, linkAdvice } from '../../../experiment/link.ts';
import { RELEASED_LINKS } from '../../../experiment/testing/released-links.ts';
import type { PortableVerdict } from '../../../numerics/portable/verdict.ts';
import { allOperations } from '../../../numerics/sets/kernel-sets.ts';
import { postureLines, postureWords } from '../../../report/postures.ts';
import { escaped } from '../../../results/markdown.ts';
import { promptMark } from '../../../results/portable/prompt-mark.ts';
import { firstVersionStreams, receiptLines } from '../../../results/receipt.ts';
import { probeStreams } from '../../../results/record.ts';
import { shorten } from '../../../results/text.ts';
import { exampleViews } from '../../state/example.ts';
import { parseExample } from '../../state/example-file.ts';
import { emptyView } from '../../state/lab-state.ts';
import { brokenLines, captionOf } from './caption.ts';
import { tokensCsv } from './csv.ts';
import { elementSnippet } from './element-snippet.ts';
import { embedSnippet, shareMarkdown } from './markdown.ts';
import { expectedOf, shareAddress, sharePayload } from './share-link.ts';

const path = new URL('../../../../public/examples/needle.json', import.meta.url);
const example = parseExample(JSON.parse(readFileSync(path, 'utf8')));
const { record } = example;
const view = exampleViews(example)(record.experiment);
const csvQuoted = (text: string) => `"${text}"`;
const plain = { fingerprints: false, embed: false, hide: [] } as const;

describe('sharePayload', () => {
  it('survives the link, pins the weights and stays short enough for any chat', () => {
    const payload = sharePayload(record.experiment, view, { ...plain, fingerprints: true });
    const address = shareAddress('https://example.org/lab/#v1.old', payload);
    expect(address).toMatch(/^https:\/\/example\.org\/lab\/#v1\./);
    expect(decodeLink(address)).toEqual(payload);
    expect(payload.experiment.model.hash).toBe(record.model.hash);
    expect(linkAdvice(address)).toBe('fine');
  });

  it('pins the weights of a random model before it was ever run, and no others that it does not know', () => {
    const named = (name: string) => ({ ...record.experiment, model: { name } });
    const hashOf = (name: string) => sharePayload(named(name), view, plain).experiment.model.hash;
    expect(hashOf('random:pico:1:7')).toBe(
      'sha256:58e66b91882252d410a82d83baf5968de090186781d97ade55e9dc42784dfa08',
    );
    expect(hashOf('pico')).toBeUndefined();
    expect(hashOf('random:giant')).toBeUndefined();
    const source = 'hf:someone/nano';
    const elsewhere = { ...record.experiment, model: { name: 'nano', source } };
    expect(sharePayload(elsewhere, view, plain).experiment.model.hash).toBeUndefined();
    const run = { ...view, record: { ...record, experiment: elsewhere } };
    expect(sharePayload(elsewhere, run, plain).experiment.model).toEqual({
      ...{ name: 'nano', source, hash: record.model.hash },
    });
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

  it('names no adapter of portable fingerprints, but of one whose probe did not hold', () => {
    const kernels = allOperations('portable');
    const experiment = {
      ...record.experiment,
      arms: record.experiment.arms.map((arm) => ({ ...arm, kernels })),
    };
    const of = (portable: PortableVerdict) => {
      const postures = record.postures.map((posture) => ({ ...posture, portable }));
      return expectedOf({ ...record, experiment, postures });
    };
    const [probe] = record.arms[0].requests.filter(({ role }) => role === 'probe');
    const everyones = of({ holds: true });
    expect([everyones.adapter, everyones.apart]).toEqual([undefined, undefined]);
    expect(everyones.prompts).toEqual({ [probe.id]: promptMark(probe.promptTokens) });
    const apart = of({ holds: false, step: 'sum', why: 'it rounds up' });
    expect([apart.adapter, apart.apart]).toEqual([expectedOf(record).adapter, 'it rounds up']);
    expect(expectedOf(record).prompts).toBeUndefined();
  });

  it('reads receipts from before guarantees were told', () => {
    const { adapter = '', fingerprints } = expectedOf(record);
    const payload = { experiment: record.experiment, expected: { adapter, fingerprints } };
    expect(decodeLink(shareAddress('', payload))).toEqual(payload);
  });

  it('carries a view only where there is one', () => {
    expect(sharePayload(record.experiment, view, plain)).not.toHaveProperty('view');
    const hide = ['engine', 'share'] as const;
    expect(sharePayload(record.experiment, view, { ...plain, hide }).view).toEqual({ embed: false, hide });
  });
});

describe('a link from before there were digests', () => {
  const expected = RELEASED_LINKS.map(({ link }) => decodeLink(link).expected).find((each) => each)!;

  it('still verifies: its fingerprints are over whole logits, and a run for it makes such too', () => {
    expect(firstVersionStreams(expected!).toSorted()).toEqual(probeStreams(record.experiment).toSorted());
    expect(firstVersionStreams(expectedOf(record))).toEqual([]);
    const lines = receiptLines(expected!, record);
    expect(lines.map(({ answer }) => answer)).toEqual(Array(4).fill('same'));
    const invariant = lines.find(({ stream }) => stream === 'alone-invariant/needle');
    expect(invariant?.found).toMatch(/^5b143332/);
  });

  it('says so where a run made none, and where a bit differs', () => {
    const arms = record.arms.map((arm) => ({
      ...arm,
      requests: arm.requests.map(({ fingerprint1: _, ...request }) => request),
    }));
    expect(receiptLines(expected!, { ...record, arms }).map(({ answer }) => answer)).toEqual(
      Array(4).fill('other version'),
    );
    const other = { ...expected!.fingerprints, 'alone/needle': '0'.repeat(64) };
    const answers = receiptLines({ fingerprints: other }, record).map(({ answer }) => answer);
    expect(answers.toSorted()).toEqual(['different', 'same', 'same', 'same']);
  });
});

describe('receiptLines', () => {
  it('tells the same bits from others and from what did not run', () => {
    const { fingerprints } = expectedOf(record);
    expect(receiptLines({ fingerprints }, record).every(({ answer }) => answer === 'same')).toBe(true);
    const [first, second] = Object.keys(fingerprints);
    const other = {
      [first]: `2:${'0'.repeat(64)}`,
      [second]: fingerprints[second],
      'gone/probe': '1'.repeat(64),
    };
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

  it('Markdown says what was not measured', () => {
    const changed = (change: object) => {
      const diffs = record.diffs.map((diff) => ({ ...diff, ...change }));
      return shareMarkdown(record.experiment, { ...view, record: { ...record, diffs } }, '');
    };
    expect(changed({ differingLogits: 7, comparedLogits: 9, unmeasured: 2 })).toContain(
      '| 7 of 9 (2 tokens not measured) |',
    );
    const none = changed({ differingLogits: 0, comparedLogits: 0, maxAbsolute: 0, unmeasured: 2 });
    expect(none).toContain('| not measured | not measured |');
    expect(none).not.toContain('0 of 0');
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
    expect(first).toMatch(/^"matmul, batch; again","alone","company",/);
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
    expect(lines[0]).toMatch(/^,"alone","company","needle",0,\d+,"""/);
  });

  it.each([
    ['=1+1', "'=1+1"],
    [' @SUM(A1)', " '@SUM(A1)"],
    ['x;=HYPERLINK(A1)', "x;'=HYPERLINK(A1)"],
    ['x\t+1', 'x⇥+1'],
    ['x;"=1+1;', 'x;""\'=1+1;'],
    ['a, -b', "a, '-b"],
    ['＝1', "'＝1"],
    ['late-arrival', 'late-arrival'],
    ['x\u202e\u200b', 'x\\u{202e}\\u{200b}'],
  ])('CSV has no cell to calculate from the name %j, whatever parts cells', (name, cell) => {
    const csv = tokensCsv(named(name)).split('\r\n')[1];
    expect(csv.startsWith(`,"${cell}","company",`)).toBe(true);
  });

  it('CSV keeps a token’s text, though nothing of it is hidden or calculated', () => {
    const texts = [';=1', ',"+', 'a\u202e\u2028\ud800', '=', ' -1', 'ü 漢'];
    const tokens = texts.map((text, token) => ({ token, text }));
    const lines = tokensCsv({ ...view, streams: { 'alone/needle': tokens } })
      .split('\r\n')
      .slice(1, 7);
    const cells = lines.map((line) =>
      /needle",\d+,\d+,"((?:[^"]|"")*)"/.exec(line)![1].replaceAll('""', '"'),
    );
    expect(cells.map((cell) => JSON.parse(cell))).toEqual(texts);
    for (const cell of cells) expect(cell).not.toMatch(/[;,|:\t]["'\s]*[=+\-@]|(?! )[\p{C}\p{Zl}]/u);
  });
});

/** The example with another name for its first arm. */
function named(name: string) {
  const arms = record.experiment.arms.map((arm, i) => (i === 0 ? { ...arm, name } : arm));
  const compare = [[name, record.experiment.compare[0][1]]] as const;
  const streams = { ...view.streams, [`${name}/needle`]: view.streams['alone/needle'] };
  return { ...view, streams, experiment: { ...record.experiment, arms, compare } };
}

describe('what is shared of a stranger', () => {
  it('is this page’s address alone, whatever query and path led here', () => {
    const payload = sharePayload(record.experiment, view, plain);
    const sent = 'https://example.org/lab/?)[click](https://evil.example/)#v1.x';
    expect(shareAddress(sent, payload)).toMatch(/^https:\/\/example\.org\/lab\/#v1\.[\w-]+$/);
    const path = shareAddress('https://example.org/lab)[click](x/', payload);
    expect(path).toMatch(/^https:\/\/example\.org\/lab%29\[click\]%28x\/#v1\.[\w-]+$/);
  });

  it('names no one and links nowhere in a chat', () => {
    const torn = escaped(
      '@everyone see www.evil.example, https://evil.example/x or me@evil.example; 3.14 of v1.x',
    );
    expect(torn).not.toMatch(/@[a-z]|www\.[a-z]|[a-z]\.example|:\/\//);
    expect(torn).toContain('3.14');
    expect(torn.replaceAll('\u200b', '')).toBe(
      '@everyone see www.evil.example, https://evil.example/x or me@evil.example; 3.14 of v1.x',
    );
  });

  it('tells of names that look alike in Markdown', () => {
    const [first, second, ...others] = record.experiment.arms;
    const arms = [first, { ...second, name: 'al\u043ene' }, ...others];
    const experiment = { ...record.experiment, arms, compare: [] };
    const markdown = shareMarkdown(experiment, { ...view, experiment }, '');
    expect(markdown).toMatch(/^> names: arms "alone", "al\u043ene" look alike/m);
  });

  it('shows hidden characters in Markdown, embed and picture', () => {
    const title = 'A\u202eB\u200b\nC';
    const experiment = { ...record.experiment, title };
    const shown = 'A\\u{202e}B\\u{200b}⏎C';
    expect(shareMarkdown(experiment, emptyView, '')).toContain(escaped(title));
    expect(escaped(title)).toBe('A\\\\u\\{202e\\}B\\\\u\\{200b\\}⏎C');
    expect(embedSnippet(title, 'https://example.org/a"b&#v1.x')).toContain(
      `src="https://example.org/a&quot;b&amp;#v1.x" title="${shown}"`,
    );
    expect(captionOf({ ...record, lost: [title] }).lost).toEqual([`GUARANTEE LOST: ${shown}`]);
  });
});

describe('elementSnippet', () => {
  it('holds both streams of the first pair, and no text ends its script', () => {
    const texts = {
      'alone/needle': [{ token: 1, text: '</script><b>' }],
      'company/needle': [{ token: 2, text: 'b' }],
    };
    const snippet = elementSnippet('https://example.org/lab/#v1.x', record, { streams: texts })!;
    expect(snippet).toContain('<script src="https://example.org/lab/elements/batchmates-fork.js" defer>');
    const [, json] = /json">(.*?)<\/script>/.exec(snippet)!;
    expect(JSON.parse(json)).toMatchObject({
      a: { name: 'alone', tokens: ['</script><b>'] },
      b: { name: 'company', tokens: ['b'] },
      identical: false,
    });
  });
});

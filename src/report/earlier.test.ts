import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { againstEarlier, type EarlierRun } from '../results/earlier.ts';
import type { DiffRecord, RequestRecord, RunRecord } from '../results/record.ts';
import { earlierWords } from './earlier.ts';

const there: RunRecord = JSON.parse(readFileSync('public/examples/needle.json', 'utf8')).record;

/** The run of the same on another adapter: the probe's streams as changed, arm by arm, and the pairs' diffs. */
function ran(
  change: (request: RequestRecord, arm: string) => Partial<RequestRecord>,
  diff: Partial<DiffRecord> = {},
  more: Partial<EarlierRun> = { adapter: { ...there.adapter, description: 'Another GPU', software: false } },
): EarlierRun {
  return {
    ...there,
    ...more,
    arms: there.arms.map((arm) => ({
      ...arm,
      requests: arm.requests.map((request) => ({ ...request, ...change(request, arm.name) })),
    })),
    diffs: there.diffs.map((each, at) => (at === 0 ? { ...each, ...diff } : each)),
  };
}

const otherBits = () => ({ fingerprint: `2:${'0'.repeat(64)}` });
const otherTokens = ({ tokens }: RequestRecord) => ({ ...otherBits(), tokens: [...tokens.slice(0, -1), 7] });

const said = (here: EarlierRun, at = 0) => {
  const against = againstEarlier(here, there)!;
  const pair = against.pairs[at];
  return { against: pair.against, ...earlierWords(pair, against, { here, there }) };
};

describe('a run beside the example that was computed earlier', () => {
  it.each<[string, EarlierRun, object]>([
    [
      'same bits on the same adapter',
      ran(() => ({}), {}, {}),
      {
        against: 'same-bits',
        tone: 'same',
        words: 'The same bits as computed earlier: both fingerprints agree.',
        why: 'As on one adapter it must be.',
      },
    ],
    [
      'same bits on another',
      ran(() => ({})),
      {
        tone: 'same',
        words: expect.stringContaining('earlier on SwiftShader'),
        why: expect.stringContaining('Not promised'),
      },
    ],
    ['same tokens from other bits', ran(otherBits), { against: 'same-tokens', tone: 'bits' }],
    [
      'the fork elsewhere',
      ran(otherTokens, { fork: 35 }),
      {
        against: 'fork-moved',
        words:
          'Forks at token 35 here, at token 33 there. Computed earlier on SwiftShader driver 5.0.0 (software).',
        why: expect.stringMatching(/^Expected: bits are promised on one adapter/),
      },
    ],
    ['the fork in its place', ran(otherTokens), { against: 'same-fork' }],
    [
      'no fork',
      ran(otherTokens, { fork: null }),
      {
        against: 'no-fork',
        words: expect.stringMatching(/^Does not fork here; there it did, at token 33\./),
      },
    ],
    [
      'another engine',
      ran(otherTokens, { fork: 35 }, { engine: 'cpu' }),
      { why: expect.stringMatching(/^Expected/) },
    ],
    [
      'other plans',
      ran(otherTokens, { fork: 35 }, { planRules: [...there.planRules, 'variant@2'] }),
      { why: expect.stringContaining('another version (variant@2)') },
    ],
    [
      'the same adapter, other bits',
      ran(otherTokens, { fork: 35 }, {}),
      { why: expect.stringMatching(/^Not expected/) },
    ],
  ])('%s', (_, here, expected) => {
    expect(said(here)).toMatchObject(expected);
  });

  it('says of a promise that it held in both places, whatever the bits', () => {
    const { against, words, why } = said(ran(otherTokens), 1);
    expect([against, words]).toEqual([
      'other-tokens',
      expect.stringMatching(/^Alone and in company agree in every bit/),
    ]);
    expect(why).toContain('held in both places');
  });

  it('a fork that there was not', () => {
    const here = ran(otherTokens, { fork: 35 });
    const before = { ...there, diffs: there.diffs.map((diff) => ({ ...diff, fork: null })) };
    expect(againstEarlier(here, before)!.pairs[0].against).toBe('new-fork');
  });

  it('does not know of the bits where fingerprints are of two versions, and the first is not beside the second', () => {
    const first = ran(() => ({ fingerprint: '0'.repeat(64) }), {}, {});
    const alone = {
      ...there,
      arms: there.arms.map((arm) => ({
        ...arm,
        requests: arm.requests.map(({ fingerprint1: _, ...request }) => request),
      })),
    };
    const against = againstEarlier(first, alone)!;
    expect(earlierWords(against.pairs[0], against, { here: first, there })).toEqual({
      tone: 'none',
      words: 'The same answers here as there. Computed earlier.',
      why: expect.stringMatching(
        /^Whether the bits agree is not known: one of the fingerprints is of version 1/,
      ),
    });
    expect(againstEarlier(first, there)!.pairs[0].against).toBe('same-tokens');
  });

  it('has the fingerprints of both arms as evidence', () => {
    const { pairs } = againstEarlier(ran(otherBits), there)!;
    const [{ fingerprint }] = there.arms[0].requests;
    expect(pairs[0].fingerprints).toHaveLength(2);
    expect(pairs[0].fingerprints[0]).toEqual({
      ...{ here: `2:${'0'.repeat(64)}`, there: fingerprint },
      same: false,
    });
  });

  it.each<[string, Partial<EarlierRun>]>([
    [
      'another experiment',
      { experiment: { ...there.experiment, decoding: { ...there.experiment.decoding, seed: 9 } } },
    ],
    ['other weights', { model: { ...there.model, hash: `sha256:${'1'.repeat(64)}` } }],
  ])('says nothing of %s', (_, more) => {
    expect(againstEarlier({ ...there, ...more }, there)).toBeNull();
  });

  it('goes by what was asked, not by what it is called', () => {
    const experiment = { ...there.experiment, title: 'Mine' };
    expect(againstEarlier({ ...there, experiment }, there)).not.toBeNull();
  });
});

import { describe, expect, it, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { CASES, SHORT_CASES } from './cases.ts';
import { comparePrints, type PrintsBy } from './compare-prints.ts';
import { GOLDEN } from './golden.ts';
import { againstGolden } from './testing/against-golden.ts';

describe('one fingerprint everywhere', () => {
  const engine = openCpuEngine();

  test.each(SHORT_CASES)('$name: the CPU engine gives what every implementation gave', async (of) => {
    const { found, due } = await againstGolden(of, engine);
    expect(found[of.arms[0]]).toHaveLength(of.prompts);
    expect(found).toEqual(due);
  });

  it('is another one in the platform’s own arithmetic: the test can see a difference', async () => {
    const { found, due } = await againstGolden(SHORT_CASES[0], engine, 'invariant');
    expect(found.company).not.toEqual(due.company);
  });

  it('was given by the CPU engine, by Dawn, by wgpu on both adapters, and in both browsers', () => {
    const expected = [
      /^CPU engine in Node/,
      /^Dawn/,
      /^wgpu.*lavapipe/,
      /^wgpu.*SwiftShader/,
      /^Firefox/,
      /^Chromium/,
    ];
    for (const name of expected) expect(GOLDEN.by).toContainEqual(expect.stringMatching(name));
    expect(Object.keys(GOLDEN.cases)).toEqual(SHORT_CASES.map(({ name }) => name));
  });
});

describe('comparePrints', () => {
  const of = { ...CASES[0], prompts: 2, alone: 1, arms: ['company', 'alone'] } as const;
  const right = { company: ['2:a', '2:b'], alone: ['2:a'] };

  it('takes equal fingerprints as one, whoever gives them', () => {
    expect(comparePrints(of, { dawn: right, cpu: right })).toEqual({ compared: 6, differing: [] });
  });

  it.each<[string, PrintsBy[string], object]>([
    [
      'another request',
      { ...right, company: ['2:a', '2:c'] },
      { arm: 'company', request: 1, found: '2:c', due: '2:b' },
    ],
    ['another arm', { ...right, alone: ['2:b'] }, { arm: 'alone', request: 0, found: '2:b', due: '2:a' }],
  ])('names %s that differs, and who was right first', (_, wrong, expected) => {
    const place = { by: 'dawn', dueBy: 'cpu', dueArm: 'company', ...expected };
    expect(comparePrints(of, { cpu: right, dawn: wrong }).differing).toEqual([place]);
  });

  it('refuses an answer with too few', () => {
    const short = { ...right, company: ['2:a'] };
    expect(() => comparePrints(of, { dawn: short })).toThrow(
      'expected 2 fingerprints of dawn, company, found 1',
    );
  });
});

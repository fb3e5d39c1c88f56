import { describe, expect, it } from 'vitest';
import { bitsText, readLibrary } from './answer-library.ts';
import { TRACKED_FAULTS } from './faults.ts';
import { madeLibrary } from './testing/made-library.ts';
import { librarySource, meanRate } from './tracked-source.ts';

const faultNamed = (id: string) => TRACKED_FAULTS.find((each) => each.id === id)!;

describe('an answer library', () => {
  const library = readLibrary(madeLibrary(), 'made.json');

  it('has the share of each task’s seeds that passed', () => {
    const { passed, rates } = library.answersOf('none', 'sampled');
    expect(passed).toHaveLength(4);
    expect(rates).toHaveLength(500);
    for (const task of [0, 1, 7, 499])
      expect(rates[task]).toBe(passed.reduce((sum, bits) => sum + bits[task], 0) / 4);
    expect(meanRate(rates)).toBeCloseTo(0.6, 10);
  });

  it.each(TRACKED_FAULTS)('has answers under $name', (fault) => {
    const source = librarySource(library, fault, 'sampled');
    expect(source.before).toHaveLength(source.after.length);
  });

  it('sends a misrouted share of requests elsewhere, each by itself', () => {
    const { before, after } = librarySource(library, faultNamed('misrouted'), 'sampled');
    const pico = library.answersOf('pico', 'sampled').rates;
    for (const task of [0, 3, 400])
      expect(after[task]).toBeCloseTo(0.95 * before[task] + 0.05 * pico[task], 12);
    expect(meanRate(before) - meanRate(after)).toBeCloseTo(0.05 * 0.2, 10);
  });

  it('gives bits back as they were', () => {
    const bits = Array.from({ length: 13 }, (_, i) => i % 3 === 0);
    const file = {
      ...madeLibrary(),
      tasks: 13,
      settings: [
        { id: 'none', greedy: [bitsText(bits)], sampled: [bitsText(bits)], otherTokens: 0, otherBits: 0 },
      ],
    };
    expect([...readLibrary(file, 'x').answersOf('none', 'greedy').passed[0]]).toEqual(bits.map(Number));
  });

  it('is refused by file, setting and field', () => {
    const file = madeLibrary();
    expect(() => readLibrary({ ...file, tasks: 600 }, 'x.json')).toThrow(
      /^x\.json: none: greedy: expected bits of 600 tasks as base64, found 63 bytes/,
    );
    expect(() => readLibrary({ ...file, version: 2 }, 'x.json')).toThrow(/^x\.json: version: expected 1/);
    expect(() => library.answersOf('other', 'greedy')).toThrow('expected answers of other, found none');
  });
});

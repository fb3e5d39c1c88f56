import { describe, expect, it } from 'vitest';
import { changeDetails } from './details.ts';
import { fillCompany, noiseCount } from './fill-company.ts';
import { companyArms } from './members.ts';
import { isMuted, muteRequest, renamedSeats, seatsOf, unmuteRequest } from './mute.ts';
import { copyName, numbered } from './names.ts';
import { newExperiment } from './new-experiment.ts';
import { pasteMany, readPasted } from './paste-many.ts';
import { idsOf } from './requests.ts';
import { rerollNoise } from './reroll.ts';
import { batches, company, edited, refusals } from './testing/sound.ts';

describe('muting', () => {
  it('takes a request out of every arm, and back to where it sat', () => {
    const seats = seatsOf(company, 'spam-2');
    const muted = edited(muteRequest(company, 'spam-2'));
    expect(isMuted(muted, 'spam-2')).toBe(true);
    expect(idsOf(muted)).toEqual(idsOf(company));
    expect(edited(unmuteRequest(muted, 'spam-2', seats)).arms).toEqual(company.arms);
  });

  it('puts a request whose seats are not known into the arms in company', () => {
    const muted = edited(muteRequest(company, 'spam-2'));
    expect(batches(edited(unmuteRequest(muted, 'spam-2', [{ arm: 'gone', place: 0 }])))).toEqual({
      alone: ['probe'],
      company: ['probe', 'spam-1', 'spam-2'],
      reversed: ['probe', 'spam-1', 'spam-2'],
    });
  });

  it('refuses to take an arm its only probe', () => {
    expect(refusals(muteRequest(company, 'probe'))).toContain(
      'arm "reversed", requests: expected at least one probe, found none',
    );
  });

  it('follows arms and requests to their new names', () => {
    const seats = { 'spam-2': [{ arm: 'company', place: 2 }] };
    expect(renamedSeats(seats, 'arm', 'company', 'crowd')).toEqual({
      'spam-2': [{ arm: 'crowd', place: 2 }],
    });
    expect(renamedSeats(seats, 'request', 'spam-2', 'ham')).toEqual({ ham: [{ arm: 'company', place: 2 }] });
  });
});

describe('pasting many', () => {
  it('splits by line or by blank line, whatever ends the lines', () => {
    expect(readPasted('one\r\n\r\n  two \n\t\nthree\n', 'line').prompts).toEqual(['one', '  two', 'three']);
    expect(readPasted('\n\na\nb\r\n \r\n\n\nc\n', 'block').prompts).toEqual(['a\nb', 'c']);
  });

  it('adds a request for each, in company', () => {
    const pasted = edited(pasteMany(company, 'one\ntwo', 'line', 'clean'));
    expect(batches(pasted).company).toEqual([...company.arms[1].requests, 'text-1', 'text-2']);
    expect(pasted.requests.at(-1)).toMatchObject({ prompt: 'two', role: 'clean', maxNewTokens: 8 });
    expect(refusals(pasteMany(company, ' \n', 'line', 'clean'))[0]).toMatch(/expected at least one prompt/);
    expect(refusals(pasteMany(company, 'x\n'.repeat(600), 'line', 'clean'))[0]).toBe(
      'requests: expected at most 512 entries, found 603',
    );
  });
});

describe('filling a company', () => {
  const spec = { count: 8, noiseShare: 0.75, kinds: ['spam', 'vague'], least: 4, most: 9, seed: 3 } as const;

  it('draws as much noise as asked for, the same each time, for the arms in company', () => {
    const filled = edited(fillCompany(company, { ...spec, replace: true }));
    expect(edited(fillCompany(company, { ...spec, replace: true }))).toEqual(filled);
    const noisy = filled.requests.filter(({ noise }) => noise);
    expect(noisy).toHaveLength(noiseCount(spec));
    expect(new Set(noisy.map(({ noise }) => noise?.kind))).toEqual(new Set(spec.kinds));
    for (const { noise } of noisy) expect([4, 5, 6, 7, 8, 9]).toContain(noise?.tokens);
    expect(batches(filled).alone).toEqual(['probe']);
    expect(batches(filled).company).toEqual(idsOf(filled));
    expect(edited(fillCompany(company, { ...spec, seed: 4, replace: true }))).not.toEqual(filled);
  });

  it('adds to the batchmates that are there', () => {
    const filled = edited(fillCompany(company, { ...spec, replace: false }));
    expect(idsOf(filled).slice(0, 3)).toEqual(idsOf(company));
    expect(filled.requests).toHaveLength(11);
  });

  it.each([
    [{ kinds: [] }, /^kinds: /],
    [{ count: 0 }, /^batchmates: /],
    [{ noiseShare: 1.1 }, /^noise share: /],
    [{ count: 1e12 }, /^batchmates: /],
    [{ least: 10 }, /^least tokens: /],
    [{ most: Number.NaN }, /^most tokens: /],
  ])('refuses %j', (wrong, words) => {
    expect(refusals(fillCompany(company, { ...spec, ...wrong, replace: true }))[0]).toMatch(words);
  });
});

it('leaves the first arm alone where no arm has company yet', () => {
  const alone = edited(muteRequest(newExperiment(), 'vague-1'));
  expect([...companyArms(alone)]).toEqual(['company']);
});

it('names what is new', () => {
  expect(numbered('spam', ['spam-1', 'spam-3'])).toBe('spam-2');
  expect(copyName('spam-2', ['spam-2', 'spam-3'])).toBe('spam-4');
  expect(copyName('x'.repeat(64), [])).toBe(`${'x'.repeat(62)}-2`);
});

it('sets the title, the description and the sampling', () => {
  const changed = edited(changeDetails(company, { title: 'New', description: 'Words', temperature: 0.8 }));
  expect(changed).toMatchObject({
    title: 'New',
    description: 'Words',
    decoding: { temperature: 0.8, seed: 0 },
  });
  expect(edited(changeDetails(changed, { description: '' }))).not.toHaveProperty('description');
  expect(refusals(changeDetails(company, { title: '' }))[0]).toMatch(/^title: expected at least 1/);
});

it('gives every generated request another seed, the same ones each time', () => {
  const rerolled = edited(rerollNoise(company, 5));
  const seeds = (of: typeof company) => of.requests.map(({ noise }) => noise?.seed);
  expect(seeds(rerolled)[0]).toBeUndefined();
  expect(seeds(rerolled)[1]).not.toBe(seeds(company)[1]);
  expect(seeds(edited(rerollNoise(company, 5)))).toEqual(seeds(rerolled));
});

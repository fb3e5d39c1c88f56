import { expect, it } from 'vitest';
import { CLAIMS, claimOf } from './claims.ts';
import { cutStudy } from './cut-study.ts';
import { NO_EVIDENCE } from './evidence.ts';
import { shippedEvidence } from './shipped.node.ts';
import { shortWords } from './short-words.ts';

const shipped = await shippedEvidence();

it.each([
  ['eighty-completions', '8 seeds in each of 2 cells'],
  ['noise-share', '8 tasks in each of 2 cells'],
  ['structured-suffer', '16 prompts'],
  ['random-weights', '12 probes in each of 2 cells'],
  ['one-scale', '2 rows of the coupling matrix'],
  ['sharper-api', '3 arms and the first 1.25 s of its crowd'],
  ['noisier-larger', 'the whole experiment'],
  ['sixty-percent', '2 shapes of step, 5 times each'],
])('says of %s how much its short form runs', (id, words) => {
  expect(shortWords(claimOf(id)!.short!, shipped)).toBe(words);
});

it('says nothing of a study that is not there', () => {
  expect(shortWords(claimOf('noise-share')!.short!, NO_EVIDENCE)).toBeNull();
});

it('cuts studies to units that a software adapter answers in a minute, and keeps what is asked of them', () => {
  for (const { id, short } of CLAIMS) {
    if (short?.kind !== 'study') continue;
    const whole = shipped.studies[short.study]!.definition;
    const cut = cutStudy(whole, short.hypotheses);
    expect(cut.hypotheses.map((each) => each.id).toSorted(), id).toEqual([...short.hypotheses].toSorted());
    expect(cut.seeds.length, id).toBeLessThanOrEqual(8);
    for (const { a, b } of cut.hypotheses)
      for (const [axis, labels] of [a, b].flatMap(({ axes }) => Object.entries(axes)))
        for (const label of [labels].flat())
          expect(
            cut.axes.find(({ name }) => name === axis)?.values.map((value) => value.label),
            id,
          ).toContain(label);
  }
});

import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../studies/claims/claims.ts';
import { type Evidence, NO_EVIDENCE } from '../studies/claims/evidence.ts';
import { shippedEvidence } from '../studies/claims/shipped.node.ts';
import type { Conclusion, StudyOutcome } from '../studies/sweep/outcome.ts';
import { claimsJson, formatClaims, judged, tallyWords, verdictWords } from './claims.ts';
import { answerOf } from './claims-answer.ts';

const shipped = await shippedEvidence();

/** Shares of answers whose bits moved. */
function withMoved(shape: number, content: number): Evidence {
  const hypothesis = (id: string, value: number) => ({
    ...{ hypothesis: { id, measure: 'bits', smallest: 0.02 }, n: 250, conclusion: 'difference' },
    ...{ a: { value, low: value, high: value }, b: { value: 0, low: 0, high: 0 } },
    difference: { value, low: value, high: value },
  });
  const hypotheses = [hypothesis('shape', shape), hypothesis('content', content)];
  return { ...NO_EVIDENCE, studies: { 'content-shape-load': { hypotheses } as unknown as StudyOutcome } };
}

describe('the answer in five sentences', () => {
  it('follows from what was measured', () => {
    expect(answerOf(shipped)).toHaveLength(5);
    const first = (evidence: Evidence) => answerOf(evidence)[0].text;
    expect(first(withMoved(1, 0))).toBe(
      'It moves their bits, by its shape and not by what it says: with common kernels a crowd of another size and length moves bits of 100 % of 250 answers, and one of the same lengths with other words those of none.',
    );
    expect(first(withMoved(0, 0))).toMatch(/^It moves not even their bits: /);
    expect(first(withMoved(0.5, 0.5))).toMatch(/^It moves their bits, by its shape and by what it says: /);
  });

  it('says in which precisions a loss is excluded, and in which it is open', () => {
    const third = (conclusions: Readonly<Record<string, Conclusion>>) => {
      const difference = { value: 0, low: -0.015, high: 0.015 };
      const hypotheses = Object.entries(conclusions).map(([dtype, conclusion]) => ({
        ...{ hypothesis: { id: `share-100-${dtype}`, measure: 'pass', smallest: 0.02 } },
        ...{ n: 750, difference, conclusion },
      }));
      const study = { hypotheses } as unknown as StudyOutcome;
      return answerOf({ ...NO_EVIDENCE, studies: { 'noise-precision-speculation': study } })[2].text;
    };
    expect(third({ f32: 'equivalent', q8: 'equivalent', q4: 'inconclusive' })).toBe(
      'More wrong answers were not seen: with all of the company noise, in the worst of 3 precisions the pass rate moves by 0 points (−1.5 to 1.5), and a loss of 2 points or more is excluded in f32 and q8, not yet in q4.',
    );
    expect(third({ f32: 'equivalent', q8: 'negligible' })).toMatch(/2 points or more is excluded\.$/);
    expect(third({ f32: 'inconclusive' })).toMatch(
      / 2 points or more is not yet excluded once all comparisons are corrected for\.$/,
    );
  });

  it('says of each sentence without evidence that it is not measured', () => {
    for (const { text } of answerOf(NO_EVIDENCE)) expect(text).toMatch(/is not measured yet\.$/);
  });
});

describe('claims in words', () => {
  const found = judged(CLAIMS, shipped);

  it('names each claim, its place and its verdict', () => {
    const text = formatClaims(found).join('\n');
    for (const { id } of CLAIMS) expect(text).toContain(`${id}: `);
    expect(text).toContain('✗ noisier-larger: “noisier batches, larger discrepancies”');
    expect(text).toContain('depends: on whether the baseline is known exactly');
  });

  it('counts verdicts, and writes the same as JSON', () => {
    const judgements = found.map(({ judgement }) => judgement);
    const counts = [...tallyWords(judgements).matchAll(/ (\d+)(?=[,.])/g)].map(([, count]) => Number(count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(CLAIMS.length);
    const { claims } = claimsJson(found);
    expect(claims.map(({ verdict }) => verdict)).toEqual(judgements.map(({ verdict }) => verdict));
    expect(verdictWords({ verdict: 'depends', found: '', because: 'the kernels' })).toBe(
      'depends: on the kernels',
    );
  });
});

it('names in the answer the file that a sentence is read from where it is damaged, and in no other', async () => {
  const shipped = await shippedEvidence();
  const [first, ...others] = answerOf(shipped);
  const id = 'content-shape-load';
  const { [id]: _, ...studies } = shipped.studies;
  const damaged = [{ path: `studies/${id}.json`, problem: 'torn', slot: ['studies', id] as const }];
  const [named, ...rest] = answerOf({ ...shipped, studies, damaged });
  expect(named.text).toContain(`studies/${id}.json`);
  expect(named.text).not.toBe(first.text);
  expect(rest).toEqual(others);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import { EXAMPLE, parseExample } from '../../state/example-file.ts';
import { type Chips, chipsOf } from './chips-of.ts';

const { record, reports } = parseExample(JSON.parse(readFileSync(`public/examples/${EXAMPLE}.json`, 'utf8')));
const [forked, same] = record.diffs;
const seriesOf = (diff: typeof forked) => reports.pairs[pairKeyOf(diff)];
const values = ({ first, more }: Chips) =>
  [first, more].map((chips) => chips.map(({ name, value }) => `${name}: ${value}`));
const meaning = ({ first, more }: Chips, wanted: string) =>
  [...first, ...more].find(({ name }) => name === wanted)!.means;

describe('the figures of a pair', () => {
  it('that forks begin with the lead that was lost', () => {
    const chips = chipsOf(forked, seriesOf(forked), 'bf16');
    expect(values(chips)).toEqual([
      ['margin in A: 0.0146, a confident flip', 'differing logits: 34,814 of 34,816', 'from: token 0'],
      [
        'bit-identical: no',
        'max |a − b|: 0.1114',
        'max ulp: 49,346,880 of f32',
        'max KL: 2.72e−4 nats',
        'argmax equal: 33 of 34',
      ],
    ]);
    expect(meaning(chips, 'margin in A')).toMatch(
      /50\.4 % to 49\.6 %.*moved the leaders .* by up to 0\.0185/,
    );
    expect(meaning(chips, 'from')).toContain('held for 33 tokens more');
    expect(meaning(chips, 'max ulp')).toContain('In steps of bf16, in which these arms compute, it is 753.');
    expect(meaning(chipsOf(forked, undefined, 'f32'), 'max ulp')).not.toContain('In steps of');
  });

  it('that agrees begin with what agrees', () => {
    const chips = chipsOf(same, seriesOf(same), 'bf16');
    expect(values(chips)).toEqual([
      ['bit-identical: yes', 'differing logits: 0 of 65,536', 'smallest margin in A: 0.005369'],
      ['argmax equal: yes, at all 64'],
    ]);
    expect(meaning(chips, 'differing logits')).toMatch(/^No score behind 64 tokens/);
  });

  it('name what was not measured', () => {
    const series = seriesOf(forked)!;
    const sparse = { ...series, unmeasured: 2 };
    expect(values(chipsOf({ ...forked, unmeasured: 2 }, sparse, 'f32')).flat()).toContain(
      'argmax equal: 33 of 34 measured',
    );
    const none = { ...forked, differingLogits: 0, comparedLogits: 0, unmeasured: 34 };
    const chips = chipsOf(none, { ...sparse, positions: [] }, 'f32');
    expect(values(chips)).toEqual([
      ['margin in A: 0.0146, a confident flip', 'differing logits: not measured', 'from: token 0'],
      ['bit-identical: no'],
    ]);
    expect(meaning(chips, 'differing logits')).toMatch(/^At 34 tokens the bits differ/);
  });

  it('are none where nothing was compared', () => {
    expect(values(chipsOf({ ...same, comparedPositions: 0 }, undefined, 'bf16'))).toEqual([[], []]);
  });
});

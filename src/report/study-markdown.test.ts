import { expect, it } from 'vitest';
import type { StudyOutcome } from '../studies/sweep/outcome.ts';
import { madeUpOutcome } from '../studies/sweep/testing/made-up-outcome.ts';
import { studyMarkdown } from './study-markdown.ts';

const EXTRAS = {
  link: 'https://lab.example/#claims/study/made-up-noise',
  rerun: ['lab sweep run out'],
  data: [{ name: 'observations', address: 'data.csv' }],
};
const textOf = (changes: Partial<StudyOutcome> = {}) =>
  studyMarkdown({ ...madeUpOutcome(), ...changes }, EXTRAS);
const section = (text: string, title: string) => text.split(`## ${title}\n`)[1].split('\n## ')[0];

it('has every part of a report, in order', () => {
  const titles = textOf()
    .split('\n')
    .filter((line) => /^##? /.test(line));
  expect(titles).toEqual([
    '# Noise and precision \\(made up\\)',
    '## Design',
    '## Verdicts, planned',
    '## Exploratory, not planned',
    '## Estimates',
    '## What ran',
    '## Deviations',
    '## Run it again',
  ]);
});

it('keeps what was planned apart from what was not', () => {
  const text = textOf();
  expect(section(text, 'Verdicts, planned')).not.toContain('fork-by-noise');
  expect(section(text, 'Exploratory, not planned')).toContain(
    '| mean number of tokens to the fork, noise share 100 % against 0 % |',
  );
  const planned = textOf({ hypotheses: madeUpOutcome().hypotheses.filter((each) => each.planned) });
  expect(planned).not.toContain('Exploratory');
});

it('calls hypotheses by their titles or by what they compare, never by their ids', () => {
  const outcome = madeUpOutcome();
  const ids = outcome.hypotheses.map(({ hypothesis }) => hypothesis.id);
  const [first, ...others] = outcome.hypotheses;
  const titled = { ...first, hypothesis: { ...first.hypothesis, title: 'Noise at full precision' } };
  const text = textOf({
    hypotheses: [titled, ...others],
    deviations: [`${ids[0]}: 3 pairs, of 240 planned.`],
  });
  for (const id of ids) expect(text).not.toContain(id);
  expect(text).toContain('- Noise at full precision: With noise share 100 % against 0 %');
  expect(text).toContain('| Noise at full precision |');
  expect(section(text, 'Deviations').trim()).toBe('- Noise at full precision: 3 pairs, of 240 planned.');
});

it('says where variance lies, with a standard error for units and seeds drawn anew', () => {
  expect(textOf()).not.toContain('Where variance lies');
  const variance = { units: 0.12, seeds: 0, residual: 0.04 };
  const arms = { measure: 'pass', arm: 'variant', against: null } as const;
  const text = textOf({ variances: [{ ...arms, cells: 6, units: 120, seeds: 2, variance }] });
  // sqrt(0.12 / 120 + 0.04 / 240)
  expect(section(text, 'Where variance lies')).toContain(
    '| pass rate | variant | 120 | 2 | 75 % | 0 % | 25 % | 3.4 points |',
  );
});

it('has tables whose rows are as wide as their heads', () => {
  const lines = textOf().split('\n');
  lines.forEach((line, at) => {
    if (line.startsWith('| ') && lines[at - 1]?.startsWith('| '))
      expect(line.split(' | ')).toHaveLength(lines[at - 1].split(' | ').length);
  });
  expect(lines.filter((line) => line.startsWith('| 100 % | q4 |'))).toHaveLength(4);
});

it('says what ran, what was run twice and which deviations there were', () => {
  const text = textOf({ jobs: { planned: 36, done: 30, rerun: 2, differing: 1 } });
  expect(section(text, 'What ran')).toContain(
    'Jobs: 30 of 36; 2 jobs run twice to compare bits, 1 of them different',
  );
  expect(section(text, 'What ran')).toMatch(
    /cpu engine, a made-up processor .*rules invariant@2, variant@1; canary 0011/,
  );
  expect(section(text, 'Deviations')).toContain('- Two tasks were answered in no cell');
  expect(section(textOf({ deviations: [] }), 'Deviations').trim()).toBe('None.');
});

it('gives the command and the address to run it again', () => {
  expect(section(textOf(), 'Run it again')).toBe(
    '\n```sh\nlab sweep run out\n```\n\n[Open the study in Batchmates](https://lab.example/#claims/study/made-up-noise)\n\nData: [observations](data.csv)\n',
  );
});

it('takes no text of a study for Markdown', () => {
  const { definition } = madeUpOutcome();
  const text = textOf({ definition: { ...definition, title: '[x](y) <b>|*a*', question: '# Q' } });
  expect(text).toMatch(/^# \\\[x\\\]\\\(y\\\) &lt;b&gt;\\\|\\\*a\\\*\n\n\\# Q\n/);
});

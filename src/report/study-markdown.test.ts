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
  expect(section(text, 'Exploratory, not planned')).toContain('| fork-by-noise |');
  const planned = textOf({ hypotheses: madeUpOutcome().hypotheses.filter((each) => each.planned) });
  expect(planned).not.toContain('Exploratory');
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

import { expect, it } from 'vitest';
import { TINY, tinyStudy } from '../../../studies/sweep/testing/tiny-study.ts';
import { checkSources } from './check-sources.ts';

const study = tinyStudy();

it('takes no model that only the queue names', () => {
  const from = (source: string) => tinyStudy({ base: { ...TINY.base, model: { name: 'model', source } } });
  expect(() => checkSources(study, [])).not.toThrow();
  expect(() => checkSources(from('hf:someone/model'), [])).toThrow(
    'base.model: expected one that ships with the lab, a random one, or one that --model names, found "hf:someone/model"',
  );
  expect(() => checkSources(from('hf:someone/model'), ['hf:someone/model'])).not.toThrow();
  const set = { 'base.model': { name: 'model', source: 'hf:someone/model' } };
  const axes = [
    {
      name: 'model',
      values: [
        { label: 'own', set: {} },
        { label: 'other', set },
      ],
    },
  ];
  expect(() => checkSources(tinyStudy({ axes, hypotheses: [] }), [])).toThrow('"hf:someone/model"');
});

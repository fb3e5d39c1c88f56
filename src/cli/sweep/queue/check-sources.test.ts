import { expect, it } from 'vitest';
import { TINY, tinyStudy } from '../../../studies/sweep/testing/tiny-study.ts';
import { checkSources } from './check-sources.ts';

const study = tinyStudy();

it('takes no model that only the queue names', () => {
  const from = (source: string) => tinyStudy({ base: { ...TINY.base, model: { name: 'm', source } } });
  expect(() => checkSources(study, [])).not.toThrow();
  expect(() => checkSources(from('hf:someone/model'), [])).toThrow(
    'base.model: expected one that ships with the lab, a random one, or one that --model names, found "hf:someone/model"',
  );
  expect(() => checkSources(from('hf:someone/model'), ['hf:someone/model'])).not.toThrow();
  const axis = { path: 'base.model.source', values: ['hf:someone/model'] };
  expect(() => checkSources(tinyStudy({ axes: [axis], hypotheses: [] }), [])).toThrow('hf:someone/model');
});

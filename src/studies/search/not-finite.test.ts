import { describe, expect, test } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { fakeEngine, idModel } from '../../lab/testing/fake-engine.ts';
import { findForkingPrompt } from './fork-search.ts';

const experiment = parseExperiment({
  version: 1,
  title: 'Not finite',
  requests: [
    { id: 'p', role: 'probe', maxNewTokens: 4, ignoreEos: true, prompt: 'x' },
    { id: 'x', role: 'noise', maxNewTokens: 4, ignoreEos: true, noise: { kind: 'spam', seed: 5, tokens: 3 } },
  ],
  arms: [
    { name: 'alone', requests: ['p'], kernels: 'variant' },
    { name: 'company', requests: ['p', 'x'], kernels: 'variant' },
  ],
  compare: [['alone', 'company']],
});

/** Which requests have a logit that is no number, alone or in company. */
function search(broken: (request: string, company: boolean) => boolean) {
  const model = idModel();
  const tokenizer = { ...model.tokenizer, encode: () => [1, 2, 3] };
  const engine = fakeEngine(() => ({}));
  const { load } = engine;
  const finite = {
    ...engine,
    load: (...of: Parameters<typeof load>) => {
      const loaded = load(...of);
      return {
        ...loaded,
        async openArm(...args: Parameters<typeof loaded.openArm>) {
          const arm = await loaded.openArm(...args);
          const step: typeof arm.step = async (plan) => {
            const { samples, plans } = await arm.step(plan);
            const company = args[0].name === 'company';
            const told = samples.map((each) => ({ ...each, finite: !broken(each.request, company) }));
            return { samples: told, plans };
          };
          return { ...arm, step };
        },
      };
    },
  };
  const pair = { a: 'alone', b: 'company', probe: 'p' };
  return findForkingPrompt({
    ...{
      experiment,
      pair,
      engine: finite as typeof engine,
      model: { ...model, tokenizer },
      round: 0,
      most: 3,
    },
  });
}

describe('a search on logits that are no numbers', () => {
  test('finds no agreement in them', async () => {
    await expect(search((request) => request === 'p')).rejects.toThrow(
      'request p of arm alone: a logit is NaN or infinite at generated position 0',
    );
    await expect(search((request, company) => company && request === 'p')).rejects.toThrow(
      'request p of arm company: a logit is NaN',
    );
  });

  test('goes on where only a batchmate has them', async () => {
    const { trials } = await search((request) => request === 'x');
    expect(trials.map(({ fork }) => fork)).toEqual([null, null, null]);
  });
});

import { expect, test } from 'vitest';
import { queued } from '../../steps/request.ts';
import { armSpec } from '../../steps/testing/arms.ts';
import { fakeEngine, idModel } from '../testing/fake-engine.ts';
import { ModelDrafter } from './model-drafter.ts';

test('an engine is told of whoever runs no more', async () => {
  const spec = armSpec({ logits: { of: [], withSteps: false } });
  const runner = await fakeEngine(() => ({}))
    .load(idModel().checkpoint)
    .openArm(spec);
  const forgotten: string[] = [];
  const drafter = new ModelDrafter(
    { ...runner, forget: (requests) => void forgotten.push(...requests) },
    spec,
  );
  const prompt = [1, 2, 3];
  const asked = ['a', 'b'].map((id) => ({
    k: 2,
    request: queued({ id, prompt, maxNewTokens: 4, stopTokens: [], arrival: { step: 0 } }),
  }));
  expect((await drafter.propose(asked, new Set(['a', 'b']))).of.get('a')?.tokens).toEqual([7, 7]);
  await drafter.propose([], new Set(['b']));
  await drafter.propose([], new Set(['b']));
  expect(forgotten).toEqual(['a']);
});

import { putShader, type ShaderDraft } from '../../../experiment/edit/shaders.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { allOperations } from '../../../numerics/sets/kernel-sets.ts';
import { CURE } from '../../../numerics/sets/sets.ts';

/**
 * The first arms of an experiment that compares alone with company, once as the lab runs them and once with a text in an operation's
 * place: whether company reaches the completion through it, and what the text itself changes. Every other operation is
 * batch-invariant. Throws RangeError where the experiment compares nothing, or refuses the text.
 */
export function withKernel(needle: Experiment, draft: ShaderDraft): Experiment {
  const [pair] = needle.compare;
  if (!pair) throw new RangeError('the experiment compares no arms');
  const ours = pair.map((name) => {
    const { shaders: _, companies: __, ...arm } = needle.arms.find((each) => each.name === name)!;
    return { ...arm, kernels: allOperations(CURE) };
  });
  const mine = ours.map((arm) => ({ ...arm, name: `${arm.name}-mine` }));
  const [[alone, company], [aloneMine, companyMine]] = [ours, mine].map((arms) =>
    arms.map(({ name }) => name),
  );
  const { shaders: _, description: __, ...rest } = needle;
  const plain: Experiment = {
    ...rest,
    title: 'The needle with a kernel of one’s own',
    description:
      'The needle’s batch, alone and in company: by the batch-invariant kernels, and with a kernel of one’s own in the place of one of them.',
    arms: [...ours, ...mine],
    compare: [
      [aloneMine, companyMine],
      [company, companyMine],
      [alone, company],
    ],
  };
  const first = putShader(plain, aloneMine, draft);
  const both = first.ok ? putShader(first.experiment, companyMine, draft) : first;
  if (!both.ok)
    throw new RangeError(both.problems.map(({ field, reason }) => `${field}: ${reason}`).join('; '));
  return both.experiment;
}

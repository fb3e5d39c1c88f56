import { fileURLToPath } from 'node:url';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import type { DraftLength } from '../../steps/draft-length.ts';

/** What nano goes on with at length, of various lengths. */
export const PROMPTS: readonly string[] = [
  'Once upon a time there was a',
  'The cow said moo and the cow',
  'One day a little girl found a big red ball in the garden and',
  'Tom and his dog went',
];

/** Nano, with pico at hand to draft for it. */
export async function nanoWithPico(): Promise<LoadedModel> {
  const [nano, pico] = await Promise.all(
    ['nano', 'pico'].map((name) => {
      const folder = fileURLToPath(new URL(`../../../public/models/${name}`, import.meta.url));
      return loadModel(nodeModelFiles(folder), name);
    }),
  );
  return { ...nano, drafts: new Map([['pico', pico]]) };
}

/** Arms that speculate so, each alone and in company, beside two that do not; the first pair's kernels are theirs all. */
export function speculating(
  speculations: readonly { readonly draft: string; readonly k: DraftLength }[],
  { kernels = 'invariant', temperature = 0, tokens = 32 } = {},
): Experiment {
  const mate = (id: string, prompt: string, maxNewTokens: number) => ({
    ...{ id, role: 'clean', prompt, maxNewTokens, ignoreEos: true },
  });
  const arms = speculations.flatMap(({ draft, k }) =>
    [['probe'], ['mate-1', 'probe', 'mate-2', 'mate-3']].map((requests) => ({
      ...{
        name: `${draft} ${typeof k === 'object' ? 'by table' : k}${requests.length > 1 ? ' in company' : ''}`,
        requests,
        kernels,
      },
      speculation: { draft, k },
      limits: { maxTokensPerStep: 24 },
    })),
  );
  return parseExperiment({
    version: 3,
    title: 'speculating',
    decoding: { temperature, seed: 3 },
    requests: [
      {
        id: 'probe',
        role: 'probe',
        prompt: 'The cow said moo and the cow said moo and the cow',
        maxNewTokens: tokens,
        ignoreEos: true,
      },
      mate('mate-1', 'Once upon a time there was a', tokens - 9),
      mate('mate-2', 'There', tokens),
      mate('mate-3', 'One day a little girl found a big red ball in the garden and', tokens - 4),
    ],
    arms: [
      { name: 'plain', requests: ['probe'], kernels },
      { name: 'plain in company', requests: ['probe', 'mate-1', 'mate-2', 'mate-3'], kernels },
      ...arms,
    ],
  });
}

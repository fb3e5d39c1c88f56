import { ExperimentError } from '../../experiment/errors.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';

/** The model that an arm names for its drafts. Throws ExperimentError where it is not at hand, or means other texts by its tokens. */
export function draftModelOf(model: LoadedModel, { name: arm, speculation }: ArmSpec): LoadedModel {
  const name = speculation!.draft;
  const refuse = (problem: string) => new ExperimentError([`arm ${arm}: speculation.draft: ${problem}`]);
  const draft = name === model.name ? model : model.drafts?.get(name);
  if (!draft) throw refuse(`the model ${name} is not at hand`);
  const problem = otherTokens(model, draft);
  if (problem !== null) throw refuse(`${name} cannot draft for ${model.name}: ${problem}`);
  return draft;
}

/** Why one model's tokens are not another's; null where they are. */
function otherTokens(a: LoadedModel, b: LoadedModel): string | null {
  const [sizeA, sizeB] = [a, b].map(({ checkpoint }) => checkpoint.config.vocabSize);
  if (sizeA !== sizeB) return `expected its vocabulary of ${sizeA} tokens, found ${sizeB}`;
  if (a.tokenizer === b.tokenizer) return null;
  if (a.tokenizer.size !== b.tokenizer.size)
    return `expected a tokenizer of ${a.tokenizer.size} tokens, found ${b.tokenizer.size}`;
  for (let token = 0; token < a.tokenizer.size; token++) {
    const [textA, textB] = [a, b].map(({ tokenizer }) => tokenizer.tokenText(token));
    if (textA !== textB)
      return `expected the same tokenizer, found ${JSON.stringify(textB)} for ${JSON.stringify(textA)} at token ${token}`;
  }
  return null;
}

import { neverFits } from '../../steps/pool-fit.ts';
import { ownBlocks } from '../../steps/precision.ts';
import { queued } from '../../steps/request.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import { TOP } from '../../steps/step-output.ts';
import { contextProblem } from '../context.ts';
import { determinismProblem } from './determinism-problem.ts';
import type { LiveSetting } from './live-setting.ts';
import type { LiveAsk } from './live-types.ts';

/** Throws RangeError, naming the field, where a request could never run as it asks. */
export function checkAsk(ask: LiveAsk, { spec, model, engine, invariantAs, shadows }: LiveSetting): void {
  const { promptTokens, maxNewTokens, stopTokens, tier, decoding, deterministic, top, shadow } = ask;
  const refuse = (field: string, problem: string) => new RangeError(`${field}: ${problem}`);
  const whole = (field: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most)
      throw refuse(field, `expected a whole number from ${least} to ${most}, found ${value}`);
  };
  const { vocabSize } = model.checkpoint.config;
  if (promptTokens.length === 0) throw refuse('prompt', 'it has no tokens');
  for (const token of promptTokens) whole('prompt: token', token, 0, vocabSize - 1);
  for (const token of stopTokens) whole('stop: token', token, 0, vocabSize - 1);
  whole('maxNewTokens', maxNewTokens, 1, mostPositions(spec.limits));
  whole('tier', tier, 0, Number.MAX_SAFE_INTEGER);
  whole('top', top, 0, TOP);
  whole('seed', decoding.seed, 0, 0xffffffff);
  const { temperature } = decoding;
  if (
    !Number.isFinite(temperature) ||
    temperature < 0 ||
    (temperature > 0 && !Number.isFinite(Math.fround(1 / temperature)))
  )
    throw refuse(
      'temperature',
      `expected 0, or a number above it whose inverse is one, found ${temperature}`,
    );
  const tooLong = contextProblem(promptTokens.length, maxNewTokens, mostPositions(spec.limits));
  if (tooLong !== null) throw refuse('prompt', tooLong);
  const asked = { id: ask.id, prompt: promptTokens, maxNewTokens, stopTokens, arrival: { step: 0 } };
  const { memory, disaggregated } = spec.serving;
  const blocks = disaggregated ? Math.floor(spec.limits.blocks / 2) : ownBlocks(spec.limits);
  const unfit = neverFits(queued(asked), blocks, memory);
  if (unfit !== null) throw refuse('prompt', unfit);
  if (shadow && !shadows) throw refuse('shadow', 'this service compares nobody with himself alone');
  const problem = deterministic
    ? determinismProblem(spec, { engine, ...(invariantAs !== undefined && { invariantAs }) })
    : null;
  if (problem !== null) throw refuse('deterministic', problem);
}

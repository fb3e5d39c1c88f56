import { drawAmongTop } from '../numerics/top-sampler.ts';
import type { Decoding } from './arm-spec.ts';
import { decodingOfSlice, drawKey } from './own-decoding.ts';
import type { Sample, StepOutput } from './step-output.ts';
import type { StepPlan, StepSlice } from './step-plan.ts';

/**
 * What a step gave, its tokens drawn among each row's highest logits (`Sample.top`) where an arm's sampler asks for that: no engine
 * knows of it. Bits of logits are as they were.
 */
export function sampledOutput(output: StepOutput, plan: StepPlan, decoding: Decoding): StepOutput {
  const { sampler } = decoding;
  if (sampler === undefined) return output;
  const slices = new Map(plan.slices.map((slice) => [slice.request, slice]));
  const drawn = (sample: Sample): Sample => {
    if (!sample.finite) return sample;
    const slice = slices.get(sample.request)!;
    const own = decodingOfSlice(slice, decoding);
    if (own.temperature === 0) return sample;
    const position = positionAfter(sample, slice);
    const draw = { ...own, sampler, request: drawKey(own, sample.request), position };
    const token = drawAmongTop(sample.top, draw);
    return { ...sample, token, logit: sample.top.find((each) => each.token === token)!.logit };
  };
  return { ...output, samples: output.samples.map(drawn) };
}

/** Where its token will stand, as engines key their own draws: by position, which packing and eviction set apart from the place. */
function positionAfter({ index }: Sample, { start, position = start }: StepSlice): number {
  return position + (index - start) + 1;
}

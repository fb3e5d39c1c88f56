import type { ModelNeeds } from '../lab/model-needs.ts';
import { bytesWords } from '../results/amounts.ts';
import { grouped, listed } from '../results/text.ts';

/** Whether a model fits an adapter as an experiment asks for it, and what fits instead. */
export function needsVerdict(needs: ModelNeeds): string {
  const { formats, allowedBytes, longestContext, maxPositions, experiment } = needs;
  const parts: string[] = [];
  if (allowedBytes === null)
    parts.push('Whether it fits is not known: no GPU is open here, and the CPU engine takes it into memory.');
  else parts.push(formatWords(formats, allowedBytes));
  if (longestContext !== null && longestContext < maxPositions)
    parts.push(
      `One request may have ${grouped(longestContext)} of the model's ${grouped(maxPositions)} positions: a buffer of this adapter holds no more keys of a layer.`,
    );
  if (typeof experiment === 'string') parts.push(`This experiment does not run on it: ${experiment}.`);
  if (allowedBytes !== null)
    parts.push(
      'How much memory it has in all, an adapter does not say: all is allocated before any is read.',
    );
  return parts.join(' ');
}

function formatWords(formats: ModelNeeds['formats'], allowed: number): string {
  const most = `its buffers hold a matrix of ${bytesWords(allowed)} at most`;
  const lacks = formats.filter(({ asked, fits }) => asked && fits === false);
  if (lacks.length === 0) return `It fits this adapter as the experiment asks for it: ${most}.`;
  const fitting = formats.filter(({ fits }) => fits).map(({ weights }) => weights);
  const instead =
    fitting.length > 0
      ? `It fits with weights as ${listed(fitting)}: an arm's settings choose.`
      : 'It fits in no format: a smaller model does.';
  return `As ${listed(lacks.map(({ weights }) => weights))} it does not fit this adapter: ${most}. ${instead}`;
}

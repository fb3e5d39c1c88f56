import { writtenPrompt } from '../../../experiment/chat-schema.ts';
import type { NoiseSource } from '../../../experiment/edit/new-request.ts';
import { generateNoise } from '../../../experiment/noise.ts';
import type { Experiment, ExperimentArm, ExperimentRequest, NoiseKind } from '../../../experiment/schema.ts';
import { visible } from '../../../experiment/visible.ts';
import type { PromptReport } from '../../../results/prompt-report.ts';
import { shownText } from '../../kit/format.ts';
import type { KnownPrompt } from '../../state/measuring.ts';

const SHOWN_CHARACTERS = 280;
const MOST_NAMED_ARMS = 3;
/** The start of a generated text does not depend on its length, nor on the tokenizer. */
const PREVIEW_TOKENS = 48;
const ROUGH_CHARACTERS = 3;

export function kindWords(kind: NoiseKind): string {
  return kind.replaceAll('-', ' ');
}

/** `10 + 64 tokens`: prompt and generated; `≈ 10` while a change is being counted. A text that was never counted says what it generates. */
export function lengthWords(request: ExperimentRequest, { report, before }: KnownPrompt): string {
  const { noise, promptIds, bos, maxNewTokens } = request;
  const length = report?.tokens ?? promptIds?.length ?? (noise && noise.tokens + Number(bos));
  if (length !== undefined) return `${length} + ${maxNewTokens} tokens`;
  if (before !== undefined) return `≈ ${before} + ${maxNewTokens} tokens`;
  return `+ ${maxNewTokens} ${maxNewTokens === 1 ? 'token' : 'tokens'}`;
}

/** The prompt as the model takes it once it is known; what the experiment says of it until then. */
export function promptWords(request: ExperimentRequest, known: PromptReport | undefined): string {
  if (request.noise && !known) return cut(noisePreview(request.noise));
  const text = known?.text ?? writtenPrompt(request);
  if (text === undefined) return cut(`token ids ${request.promptIds?.slice(0, SHOWN_CHARACTERS).join(' ')}`);
  if (text !== '') return cut(text);
  return request.messages ? '(an empty message)' : '(empty: beginning of text alone)';
}

/** Where the prompt comes from, where it is not written out. */
export function sourceWords({ noise, promptIds, messages }: ExperimentRequest): string | null {
  if (messages)
    return messages.length === 1 ? 'a chat of 1 message' : `a chat of ${messages.length} messages`;
  if (noise) return `generated ${kindWords(noise.kind)}, seed ${noise.seed}`;
  return promptIds ? `${promptIds.length} token ids` : null;
}

/** When the request joins, where that is not at once. */
export function arrivalWords({ arrival }: ExperimentRequest): string | null {
  if (arrival === 0) return null;
  return typeof arrival === 'number' ? `joins at step ${arrival}` : `joins at ${arrival.ms} ms`;
}

/** Names the arms that a request is in while they fit a line; a batchmate is only drawn into the companies of an arm that draws them. */
export function armsWords({ arms: all, requests }: Experiment, id: string): string {
  const arms = all.filter((arm) => arm.requests.includes(id));
  if (arms.length === 0) return 'muted: in no arm';
  const probe = requests.some((each) => each.id === id && each.role === 'probe');
  const drawn = arms.filter(({ companies }) => companies && !probe);
  const always = arms.filter((arm) => !drawn.includes(arm));
  return [always.length > 0 && named('in', always, all), drawn.length > 0 && named('drawn into', drawn, all)]
    .filter((words) => words !== false)
    .join(', ');
}

function named(how: string, arms: readonly ExperimentArm[], all: readonly ExperimentArm[]): string {
  if (arms.length === all.length && all.length > 1) return `${how} every arm`;
  return arms.length <= MOST_NAMED_ARMS
    ? `${how} ${arms.map(({ name }) => visible(name)).join(', ')}`
    : `${how} ${arms.length} of ${all.length} arms`;
}

const previews = new Map<string, string>();

/** How a generated text begins, about as far as it goes; where it ends, only the model's tokenizer knows. */
export function noisePreview({ kind, seed, tokens }: NoiseSource): string {
  const key = `${kind}/${seed}`;
  const text = previews.get(key) ?? generateNoise({ kind, seed, tokens: PREVIEW_TOKENS }, roughly).text;
  previews.set(key, text);
  return text.slice(0, tokens * ROUGH_CHARACTERS);
}

/** Some characters a token, as a small vocabulary has them. */
function roughly(text: string): number[] {
  return Array.from({ length: Math.ceil(text.length / ROUGH_CHARACTERS) }, () => 0);
}

function cut(text: string): string {
  const shown = shownText(text.slice(0, SHOWN_CHARACTERS), false);
  return text.length > SHOWN_CHARACTERS ? `${shown}…` : shown;
}

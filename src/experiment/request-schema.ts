import { z } from 'zod';
import { chatSchema, messagesSchema } from './chat-schema.ts';
import { show } from './errors.ts';
import { MOST_MILLISECONDS, milliseconds, stableName, u32, whole } from './field-schemas.ts';
import { NOISE_KINDS, ROLES } from './roles.ts';

/** Characters of a prompt. */
export const MOST_PROMPT = 20_000;
/** Steps of an arm that an arrival can name. */
export const LAST_STEP = 65_535;
/** The lowest tier that a request can be of, 0 being the highest. */
export const LOWEST_TIER = 7;

const noiseSchema = z.strictObject({
  kind: z.enum(NOISE_KINDS),
  seed: u32,
  /** Exact length of the generated prompt, without bos. */
  tokens: whole(1, 2048),
});

/** A step is a number by itself, as it was before there were clocks: `{ step }` says the same and becomes one. */
const arrivalSchema = z.union(
  [
    whole(0, LAST_STEP),
    z.strictObject({ step: whole(0, LAST_STEP) }).transform(({ step }) => step),
    z.strictObject({ ms: milliseconds }).readonly(),
  ],
  {
    error: ({ input }) =>
      `expected a step from 0 to ${LAST_STEP}, { "step": … }, or { "ms": … } from 0 to ${MOST_MILLISECONDS}, found ${show(input)}`,
  },
);

const requestFields = z.strictObject({
  /** Names the request in every arm, log and sampler key; never its place in the batch. */
  id: stableName,
  role: z.enum(ROLES),
  prompt: z.string().max(MOST_PROMPT).exactOptional(),
  promptIds: z.array(u32).min(1).max(4096).readonly().exactOptional(),
  noise: noiseSchema.readonly().exactOptional(),
  /** A conversation, which the model's own chat template makes a text of. */
  messages: messagesSchema.exactOptional(),
  /** What that template is told beside them; left out where all is as by default. */
  chat: chatSchema.readonly().exactOptional(),
  /** Put the model's beginning-of-text token first; `promptIds` are fed as they are, and `messages` as the template begins them. */
  bos: z.boolean().default(true),
  maxNewTokens: whole(1, 4096).default(64),
  /** Keep generating past end-of-text, so that the batch keeps its shape. */
  ignoreEos: z.boolean().default(false),
  /** Step of the arm, or millisecond of its clock, at which the request joins the queue. */
  arrival: arrivalSchema.default(0),
  /** Who goes first where an arm serves by tiers, the lowest number; left out: 0. */
  tier: whole(0, LOWEST_TIER).exactOptional(),
});

const SOURCES = ['prompt', 'promptIds', 'noise', 'messages'] as const;

type RequestFields = z.output<typeof requestFields>;
type SourceName = (typeof SOURCES)[number];
type Source<K extends SourceName> = {
  readonly [Key in K]: Exclude<RequestFields[Key], undefined>;
} & { readonly [Key in Exclude<SourceName, K>]?: never };

/** A request with exactly one source of its prompt. */
export type ExperimentRequest = Readonly<Omit<RequestFields, SourceName>> &
  (Source<'prompt'> | Source<'promptIds'> | Source<'noise'> | Source<'messages'>);

export const requestSchema = requestFields
  .superRefine((request, context) => {
    const refuse = (field: string[], message: string) =>
      context.addIssue({ code: 'custom', path: field, message });
    const given = SOURCES.filter((key) => key in request);
    if (given.length !== 1)
      refuse([], `expected exactly one of ${SOURCES.join(', ')}, found ${given.join(' and ') || 'none'}`);
    if (request.chat && !request.messages) refuse(['chat'], 'expected none without messages, found one');
    if (request.prompt === '' && !request.bos)
      refuse(['prompt'], 'an empty prompt needs bos, found bos false');
    if (request.noise && request.role === 'probe') refuse(['noise'], 'a probe may not be generated noise');
  })
  // The refinement above is what makes the cast true: exactly one source is present.
  .transform(
    ({ tier, chat, ...request }) =>
      ({
        ...request,
        ...(chat && Object.keys(chat).length > 0 && { chat }),
        ...(tier && { tier }),
      }) as ExperimentRequest,
  );

/** When a request joins, as the scheduler takes it. */
export function arrivalOf({ arrival }: Pick<ExperimentRequest, 'arrival'>) {
  return typeof arrival === 'number' ? { step: arrival } : arrival;
}

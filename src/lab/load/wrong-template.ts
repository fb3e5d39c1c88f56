import type { ChatMessage } from '../../experiment/chat-schema.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import type { LoadedModel } from '../../model/load.ts';
import { isMisrouted } from '../../steps/routing.ts';
import type { Misrouting, Serving, WrongTemplate } from '../../steps/serving.ts';
import { contextProblem } from '../context.ts';
import { encodePrompt, type ResolvedRequest } from '../resolve.ts';
import type { LoadSource } from './load-source.ts';

const turn = ({ role, content }: Pick<ChatMessage, 'role' | 'content'>) =>
  `<|im_start|>${role}\n${content}<|im_end|>\n`;
const ANSWER = '<|im_start|>assistant\n';

/** Puts the prompts of whoever is misrouted in an arm together as its fault says. */
export interface WrongPrompts {
  /** What an arm's listed requests are fed. Throws ExperimentError where one becomes longer than the model's context. */
  members(own: readonly ResolvedRequest[]): readonly ResolvedRequest[];
  /** A crowd whose prompts are so too. */
  crowd(source: LoadSource): LoadSource;
  /** Tokens by which a prompt of the crowd becomes longer. */
  readonly longer: number;
}

/** Null where an arm's prompts are as they are. Throws ExperimentError where it leaves a template out that nobody has. */
export function wrongPrompts(
  { name, serving }: { readonly name: string; readonly serving?: Pick<Serving, 'faults'> },
  requests: readonly ResolvedRequest[],
  model: LoadedModel,
): WrongPrompts | null {
  const misrouted = serving?.faults?.misrouted;
  const template = misrouted?.to.template;
  if (!misrouted || !template) return null;
  const field = `arm ${name}: serving.faults.misrouted.to.template`;
  if (template === 'none' && requests.every(({ request }) => !request.messages))
    throw new ExperimentError([
      `${field}: expected a request with messages: nobody else has a template to leave out`,
    ]);
  const wrapped = wrapperOf(model);
  const crowdsOwn = (prompt: readonly number[]) => (template === 'chatml' ? wrapped(prompt) : prompt);
  return {
    longer: template === 'chatml' ? wrapped([]).length : 0,
    members: (own) => own.map((member) => wrongMember(member, misrouted, template, model, field)),
    crowd: (source) => withPrompts(source, misrouted, crowdsOwn),
  };
}

function wrongMember(
  member: ResolvedRequest,
  misrouted: Misrouting,
  template: WrongTemplate,
  model: LoadedModel,
  field: string,
): ResolvedRequest {
  const { request } = member;
  if (!isMisrouted(request.id, misrouted)) return member;
  const promptTokens = wrongTokens(member, template, model);
  const { maxPositions } = model.checkpoint.config;
  const tooLong = contextProblem(promptTokens.length, request.maxNewTokens, maxPositions);
  if (tooLong !== null) throw new ExperimentError([`${field}: request ${request.id}: ${tooLong}`]);
  return { request, promptTokens };
}

/** A text is encoded with the template around it, as whoever applies it does; of ids each part by itself. */
function wrongTokens(
  { request, promptTokens }: ResolvedRequest,
  template: WrongTemplate,
  model: LoadedModel,
): readonly number[] {
  const { messages, prompt } = request;
  if (template === 'none') {
    if (!messages) return promptTokens;
    const { chat: _, messages: __, ...rest } = request;
    const plain = messages.map(({ content }) => content).join('\n');
    return encodePrompt({ ...rest, prompt: plain }, model.tokenizer);
  }
  const said = messages ?? (prompt === undefined ? null : [{ role: 'user' as const, content: prompt }]);
  if (!said) return wrapperOf(model)(promptTokens);
  return model.tokenizer.encode(`${said.map(turn).join('')}${ANSWER}`, {
    // ChatML writes none of its own.
    bos: messages ? false : request.bos,
  });
}

/** ChatML around a prompt's tokens, behind the begin token that it may have. */
function wrapperOf({ tokenizer, checkpoint }: LoadedModel): (prompt: readonly number[]) => readonly number[] {
  const [before, after] = turn({ role: 'user', content: '\0' }).split('\0');
  const encode = (text: string) =>
    tokenizer.size === 0
      ? Array.from(text, (letter) => letter.codePointAt(0)! % checkpoint.config.vocabSize)
      : tokenizer.encode(text, { bos: false });
  const [opening, closing] = [encode(before), encode(`${after}${ANSWER}`)];
  const begin = tokenizer.size === 0 ? [] : tokenizer.encode('', { bos: true });
  return (prompt) => {
    const begins = begin.length > 0 && begin.every((token, i) => prompt[i] === token);
    return begins
      ? [...begin, ...opening, ...prompt.slice(begin.length), ...closing]
      : [...opening, ...prompt, ...closing];
  };
}

function withPrompts(
  source: LoadSource,
  misrouted: Misrouting,
  wrong: (prompt: readonly number[]) => readonly number[],
): LoadSource {
  return {
    get expected() {
      return source.expected;
    },
    next: () => source.next(),
    take: (now) =>
      source
        .take(now)
        .map((incoming) =>
          isMisrouted(incoming.id, misrouted)
            ? { ...incoming, promptTokens: wrong(incoming.promptTokens) }
            : incoming,
        ),
    ended: (id, ms) => source.ended(id, ms),
  };
}

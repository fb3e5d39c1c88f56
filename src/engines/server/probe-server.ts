import type { ServerEntry } from '../../openai/servers.ts';
import { samplingFor } from './sampling.ts';
import type { ServerAnswer, ServerAsk, ServerOutcome, ServerPrompt } from './server-types.ts';

/** What a server gives, as short asks found it. Null: that could not be told. */
export interface ServerGifts {
  readonly completions: boolean;
  readonly chat: boolean;
  /** Takes token ids as the prompt of a completion. */
  readonly tokenPrompts: boolean;
  readonly streams: boolean;
  readonly ids: boolean;
  readonly logprobs: boolean;
  /** Alternatives that came with a token, of 20 that were asked for, or of as many as it takes. */
  readonly alternatives: number;
  /** Whether a seed gives the same draw twice. */
  readonly seeds: boolean | null;
  /** Tells how much of a prompt was cached. */
  readonly cachedCounts: boolean;
  readonly queueTime: boolean;
}

export interface Probe {
  readonly what: string;
  readonly outcome: ServerOutcome;
}

const TEXT: ServerPrompt = { kind: 'text', text: 'The weather today is' };
const CHAT: ServerPrompt = {
  kind: 'chat',
  messages: [{ role: 'user', content: 'Name any animal.' }],
};
/** Ids that every vocabulary has. */
const TOKENS: ServerPrompt = { kind: 'tokens', tokens: [20, 30, 25] };
const WISHED_ALTERNATIVES = 20;
/** What OpenAI's completions tell at most, and the fewest that have a margin. */
const FEWER_ALTERNATIVES = [5, 2];
/** One token drawn twice may be the same by chance; that eight are is rare at this temperature. */
const DRAWN = { temperature: 1.5, max_tokens: 8 };

type Ask = (what: string, ask: ServerAsk) => Promise<ServerOutcome>;

/** Finds out by asks of one token, and three of eight, what a server gives. */
export async function probeGifts(server: ServerEntry | null, ask: Ask): Promise<ServerGifts> {
  const greedy = { temperature: 0, seed: 1, max_tokens: 1, logprobs: 1 };
  const probe = async (what: string, prompt: ServerPrompt, fields: Partial<ServerAsk> = {}) =>
    answerIn(await ask(what, probeAsk(what, server, prompt, fields, greedy)));
  const text = await probe('a completion', TEXT);
  const chat = await probe('a chat', CHAT);
  const prompt = text ? TEXT : CHAT;
  const tokens = text ? await probe('a prompt of token ids', TOKENS) : null;
  const many = text || chat ? await mostAlternatives(server, prompt, probe, greedy) : null;
  const again = text || chat ? await probe('the same again', prompt) : null;
  const stream = text || chat ? await probe('a stream', prompt, { stream: true }) : null;
  const found = [text, chat, tokens, many, again, stream].filter((each) => each !== null);
  const positions = found.flatMap((each) => each.positions);
  return {
    completions: text !== null,
    chat: chat !== null,
    tokenPrompts: tokens !== null,
    streams: stream !== null && stream.times.first !== null,
    ids: positions.some(({ id }) => id !== null),
    logprobs: positions.some(({ logprob }) => logprob !== null),
    alternatives: many?.positions[0]?.top.length ?? 0,
    seeds: text || chat ? await seedsWork(server, prompt, ask) : null,
    cachedCounts: found.some(({ usage }) => usage?.cached != null),
    queueTime: found.some(({ times }) => times.queued !== null),
  };
}

/** Some refuse more than they tell, others tell fewer. */
async function mostAlternatives(
  server: ServerEntry | null,
  prompt: ServerPrompt,
  probe: (what: string, prompt: ServerPrompt, fields: Partial<ServerAsk>) => Promise<ServerAnswer | null>,
  greedy: Parameters<typeof samplingFor>[1],
): Promise<ServerAnswer | null> {
  const most = mostOf(server, prompt);
  for (const logprobs of [most, ...FEWER_ALTERNATIVES.filter((count) => count < most)]) {
    const sampling = samplingFor(server, { ...greedy, logprobs });
    const answer = await probe(`${logprobs} alternatives`, prompt, { sampling });
    if (answer) return answer;
  }
  return null;
}

function mostOf(server: ServerEntry | null, prompt: ServerPrompt): number {
  const most = server?.mostLogprobs[prompt.kind === 'chat' ? 'chat' : 'completions'];
  return Math.min(WISHED_ALTERNATIVES, most ?? WISHED_ALTERNATIVES);
}

/** Two draws by one seed and one by another. Null where all three are alike: the prompt may leave no choice. */
async function seedsWork(
  server: ServerEntry | null,
  prompt: ServerPrompt,
  ask: Ask,
): Promise<boolean | null> {
  const texts: string[] = [];
  for (const seed of [11, 11, 12]) {
    const what = `a draw by seed ${seed}${texts.length === 1 ? ' again' : ''}`;
    const sampling = { ...DRAWN, seed, logprobs: null };
    const answer = answerIn(await ask(what, probeAsk(what, server, prompt, {}, sampling)));
    if (!answer) return null;
    texts.push(answer.text);
  }
  if (texts[0] !== texts[1]) return false;
  return texts[0] === texts[2] ? null : true;
}

function probeAsk(
  what: string,
  server: ServerEntry | null,
  prompt: ServerPrompt,
  fields: Partial<ServerAsk>,
  wanted: Parameters<typeof samplingFor>[1],
): ServerAsk {
  const extra = server?.ids[prompt.kind === 'chat' ? 'chat' : 'completions'] ?? {};
  return {
    id: `probe: ${what}`,
    prompt,
    sampling: samplingFor(server, wanted),
    stream: false,
    extra,
    ...fields,
  };
}

function answerIn(outcome: ServerOutcome): ServerAnswer | null {
  return outcome.kind === 'answered' ? outcome.answer : null;
}

import type {
  ServerAnswer,
  ServerAsk,
  ServerOutcome,
  ServerPosition,
} from '../../../engines/server/server-types.ts';
import { createRandom, type Random } from '../../../experiment/random.ts';

/** How a simulated server goes wrong; without any it gives every request its one answer. */
export interface Faults {
  /** Chance that an answer leaves, whatever is asked beside it. */
  readonly byItself?: number;
  /** Chance that it leaves where others are asked at once. */
  readonly inCompany?: number;
  /** In company only log probabilities change, by an ulp. */
  readonly bitsInCompany?: number;
  /** What comes first at once decides: the answer follows from what was sent before it in its batch. */
  readonly byOrder?: boolean;
  /** This share of the prompts behind a long beginning is answered otherwise once it was seen. */
  readonly warm?: number;
  readonly streamed?: number;
  readonly ignoresSeed?: boolean;
  /** Takes no temperature. */
  readonly greedy?: boolean;
  /** Tokens of every prompt that it says it had cached. */
  readonly cached?: number;
  /** So many machines take requests in turn, and the second answers otherwise. */
  readonly machines?: number;
  /** Chance that all requests of a batch leave together. */
  readonly batches?: number;
  /** From this request on every answer is another one. */
  readonly driftsAt?: number;
  readonly noLogprobs?: boolean;
  /** Decimals of log probabilities. */
  readonly decimals?: number;
  /** Margin of every token; default 1. */
  readonly margin?: number;
  /** Requests that fail, by their number. */
  readonly fails?: (request: number) => boolean;
  readonly text?: string;
}

/** An OpenAI-compatible server as it looks from outside, without one: answers by rule, seeded. */
export function simulatedServer(faults: Faults, seed = 1) {
  const random = createRandom(seed);
  const seen = new Set<string>();
  let batch: ServerAsk[] = [];
  const left = new Map<ServerAsk[], boolean>();
  let requests = 0;
  const sent: ServerAsk[] = [];
  /** Requests of one group are asked before any of them is answered. */
  async function ask(request: ServerAsk, tries = 1): Promise<ServerOutcome> {
    batch.push(request);
    sent.push(request);
    const mine = batch;
    await Promise.resolve();
    await Promise.resolve();
    batch = [];
    const number = requests++;
    if (faults.fails?.(number)) return failed(request, tries);
    const others = mine.length - 1;
    const before = mine.indexOf(request);
    const happens = (chance = 0) => chance > 0 && draw(random) < chance;
    if (others > 0 && !left.has(mine)) left.set(mine, happens(faults.batches));
    const prompt = JSON.stringify(request.prompt);
    const warm = seen.has(prompt);
    seen.add(prompt);
    const leaves = [
      happens(faults.byItself),
      faults.machines !== undefined && number % faults.machines === 1,
      left.get(mine) === true,
      others > 0 && happens(faults.inCompany),
      faults.byOrder === true && before % 2 === 1,
      warm && prompt.includes('note ') && hash(prompt) / 2 ** 32 < (faults.warm ?? 0),
      request.stream && happens(faults.streamed),
      faults.driftsAt !== undefined && number >= faults.driftsAt,
    ].some(Boolean);
    const nudge = others > 0 && happens(faults.bitsInCompany);
    return answered(request, faults, { leaves, nudge, other: random.next() });
  }
  return { ask, sent };
}

const draw = (random: Random) => random.next() / 2 ** 32;

/** It is tried again once, where that is allowed. */
function failed(ask: ServerAsk, tries: number): ServerOutcome {
  const fault = { kind: 'server-error', message: 'HTTP 500', passing: true } as const;
  const attempt = { began: 0, ended: 1, status: 500, fault };
  return { kind: 'failed', ask, attempts: tries > 1 ? [attempt, attempt] : [attempt], fault };
}

interface Way {
  readonly leaves: boolean;
  readonly nudge: boolean;
  readonly other: number;
}

function answered(ask: ServerAsk, faults: Faults, { leaves, nudge, other }: Way): ServerOutcome {
  const { sampling } = ask;
  const sampled = sampling.temperature > 0 && !faults.greedy;
  const key = sampled && faults.ignoresSeed ? other : sampled ? (sampling.seed ?? other) : 0;
  const random = createRandom(hash(JSON.stringify(ask.prompt)) ^ key);
  const words = Array.from({ length: Math.min(8, sampling.max_tokens) }, () => random.below(50));
  // From the fourth token on it is another answer.
  if (leaves) for (let i = 3; i < words.length; i++) words[i] = 50 + ((words[i] + 1) % 50);
  const tell = sampling.logprobs !== null && !faults.noLogprobs;
  const positions = tell ? words.map((word, i) => position(word, i, faults, nudge && i === 1)) : [];
  const text = `${faults.text ?? ''}${words.map((word) => ` w${word}`).join('')}`;
  const answer: ServerAnswer = {
    ask,
    text,
    positions,
    finish: 'length',
    usage: { prompt: 10, completion: words.length, cached: faults.cached ?? null },
    times: { first: null, pieces: [], ended: 10, queued: null },
    attempts: [{ began: 0, ended: 10, status: 200, fault: null }],
    told: {},
  };
  return { kind: 'answered', answer };
}

function position(
  word: number,
  at: number,
  { decimals, margin = 1 }: Faults,
  nudge: boolean,
): ServerPosition {
  const value = -0.3 - word / 1000 - at / 100 + (nudge ? 1e-7 : 0);
  const told = (x: number) => {
    const text = decimals === undefined ? String(x) : x.toFixed(decimals);
    return { text, value: Number(text) };
  };
  const text = ` w${word}`;
  const top = [
    { text, id: word, logprob: told(value) },
    { text: ` w${word}x`, id: word + 100, logprob: told(value - margin) },
  ];
  return { text, id: word, logprob: told(value), top };
}

function hash(text: string): number {
  let value = 2166136261;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 16777619);
  return value >>> 0;
}

import { samplingFor } from '../../engines/server/sampling.ts';
import type { ServerAsk, ServerPrompt, ServerSampling } from '../../engines/server/server-types.ts';
import type { ServerEntry } from '../../openai/servers.ts';
import {
  type AskedMechanism,
  type Block,
  type BlockSetting,
  blockOf,
  referenceBlock,
} from './audit-blocks.ts';
import { KEPT_FOR_REPRODUCER, REFERENCES } from './audit-limits.ts';
import { type Budget, NO_SWITCHES, type Switches } from './audit-record.ts';

/** Asked in turn, dearest last, so that a small budget still tells of most. */
const ROTATION: readonly AskedMechanism[] = [
  'run',
  'stream',
  'cache',
  'speculation',
  'seed',
  'twin',
  'company',
  'order',
];

export interface AuditPlan extends BlockSetting {
  readonly budget: Budget;
  readonly twin: boolean;
  /** In the order in which they are asked. */
  readonly mechanisms: readonly AskedMechanism[];
  /** What each mechanism gets if none is settled early; the first is what all are compared with. */
  readonly phases: readonly Phase[];
  readonly requests: number;
  /** Prompts estimated, completions at their longest. */
  readonly tokens: number;
}

export interface Phase {
  readonly mechanism: AskedMechanism | 'references' | 'reproducer';
  readonly blocks: number;
  readonly requests: number;
  readonly tokens: number;
}

export interface AuditWish {
  readonly prompts: readonly ServerPrompt[];
  readonly budget: Budget;
  readonly seed: number;
  /** Of the greedy requests. */
  readonly sampling: ServerSampling;
  /** Default: all that can be asked. */
  readonly mechanisms?: readonly AskedMechanism[];
  readonly twin?: boolean;
  readonly switches?: Switches;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Log probabilities of so many alternatives: a margin takes two, and a token that flips is seldom further down. */
const ALTERNATIVES = 5;

/** The greedy requests' parameters: every one that the server takes. `server` null: it is not known, and is offered what most take. */
export function greedySampling(maxTokens: number, server: ServerEntry | null = null): ServerSampling {
  const wanted = { temperature: 0, seed: 1, max_tokens: maxTokens, logprobs: ALTERNATIVES };
  const known = samplingFor(server, wanted);
  // -1 is how most are told that no top_k is wanted.
  return server ? known : { ...known, top_k: -1, min_p: 0, repetition_penalty: 1, ignore_eos: false };
}

/**
 * What would be sent, and what it costs at most, before anything is. Throws RangeError where the budget does not hold what everything is
 * compared with.
 */
export function planServerAudit(wish: AuditWish): AuditPlan {
  const { prompts, budget, seed, sampling, twin = false, switches = NO_SWITCHES, extra = {} } = wish;
  const setting = { prompts, sampling, seed, switches, extra };
  const mechanisms = ROTATION.filter(
    (each) => (wish.mechanisms ?? ROTATION).includes(each) && canBeAsked(each, { prompts, switches, twin }),
  );
  const references = costOf(referenceBlock(setting));
  // One more goes first, to see what the server takes and to wake it up.
  const first = {
    requests: references.requests + 1,
    tokens: references.tokens + tokensOf({ prompt: prompts[0], sampling }),
  };
  if (first.requests > budget.requests || first.tokens > budget.tokens)
    throw new RangeError(
      `expected a budget of at least ${first.requests} requests and ${first.tokens} tokens for ${prompts.length} prompts asked ${REFERENCES} times, found ${budget.requests} and ${budget.tokens}`,
    );
  const kept = keptOf(budget);
  const phases = new Map<Phase['mechanism'], Phase>();
  const spent = { requests: 0, tokens: 0 };
  const take = (mechanism: Phase['mechanism'], { requests, tokens }: Budget) => {
    const before = phases.get(mechanism) ?? { mechanism, blocks: 0, requests: 0, tokens: 0 };
    phases.set(mechanism, {
      mechanism,
      blocks: before.blocks + 1,
      requests: before.requests + requests,
      tokens: before.tokens + tokens,
    });
    spent.requests += requests;
    spent.tokens += tokens;
  };
  take('references', first);
  let from = 0;
  for (const left of looksOf(budget)) {
    const fitting = (each: Budget) => fits(each, spent, budget, left.kept);
    for (const { mechanism, rotation, cost } of blocksWithin(mechanisms, setting, fitting, from)) {
      take(mechanism, cost);
      from = rotation + 1;
    }
  }
  take('reproducer', {
    requests: Math.min(kept.requests, budget.requests - spent.requests),
    tokens: Math.min(kept.tokens, budget.tokens - spent.tokens),
  });
  return {
    ...setting,
    budget,
    twin,
    mechanisms,
    phases: [...phases.values()],
    requests: spent.requests,
    tokens: spent.tokens,
  };
}

/** Blocks in rotation for as long as any mechanism's next one fits. */
export function* blocksWithin(
  mechanisms: readonly AskedMechanism[],
  setting: BlockSetting,
  fitting: (cost: Budget) => boolean,
  from = 0,
): Generator<{ mechanism: AskedMechanism; rotation: number; block: Block; cost: Budget }> {
  let left = [...mechanisms];
  // A control by itself answers no question.
  for (
    let rotation = from;
    left.some((each) => each !== 'run') || (left.length > 0 && mechanisms.length === 1);
    rotation++
  )
    for (const mechanism of left) {
      const block = blockOf(mechanism, rotation, setting);
      const cost = costOf(block);
      if (fitting(cost)) yield { mechanism, rotation, block, cost };
      else left = left.filter((each) => each !== mechanism);
    }
}

export function fits(cost: Budget, spent: Budget, budget: Budget, kept: Budget): boolean {
  return (
    spent.requests + cost.requests + kept.requests <= budget.requests &&
    spent.tokens + cost.tokens + kept.tokens <= budget.tokens
  );
}

/** What stays for making company smaller. */
function keptOf(budget: Budget): Budget {
  return partOf(budget, KEPT_FOR_REPRODUCER);
}

/**
 * When verdicts are looked at: by how much of the budget is left, and which share of all information that is. At half, and where what is left is
 * the reproducer's.
 */
export function looksOf(budget: Budget): readonly { readonly kept: Budget; readonly share: number }[] {
  return [
    { kept: partOf(budget, 0.5), share: 0.5 },
    { kept: keptOf(budget), share: 1 },
  ];
}

function partOf({ requests, tokens }: Budget, share: number): Budget {
  return { requests: Math.floor(share * requests), tokens: Math.floor(share * tokens) };
}

export function costOf({ groups }: Pick<Block, 'groups'>): Budget {
  const asks = groups.flat().map(({ ask }) => ask);
  return { requests: asks.length, tokens: asks.reduce((sum, ask) => sum + tokensOf(ask), 0) };
}

/** Tokenizers of texts make about one of four characters; this is on the safe side for most. */
const CHARACTERS_PER_TOKEN = 3;

/** The most that an ask takes: its prompt, estimated where it is a text, and its longest completion. */
export function tokensOf({ prompt, sampling }: Pick<ServerAsk, 'prompt' | 'sampling'>): number {
  return promptTokens(prompt) + sampling.max_tokens;
}

export function promptTokens(prompt: ServerPrompt): number {
  switch (prompt.kind) {
    case 'tokens':
      return prompt.tokens.length;
    case 'text':
      return Math.ceil(prompt.text.length / CHARACTERS_PER_TOKEN);
    case 'chat':
      // Templates put a few tokens around each message.
      return prompt.messages.reduce(
        (sum, { content }) => sum + 8 + Math.ceil(content.length / CHARACTERS_PER_TOKEN),
        0,
      );
  }
}

/** Whether there is anything to ask of it. */
function canBeAsked(
  mechanism: AskedMechanism,
  { prompts, switches, twin }: Pick<AuditPlan, 'prompts' | 'switches' | 'twin'>,
): boolean {
  switch (mechanism) {
    case 'twin':
      return twin;
    case 'speculation':
      return switches.plain !== null;
    case 'order':
      return prompts.length > 1;
    default:
      return true;
  }
}

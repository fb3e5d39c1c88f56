import { ExperimentError } from '../../experiment/errors.ts';
import { expandArms } from '../../experiment/expand-arms.ts';
import { arrivalOf } from '../../experiment/request-schema.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import { coldFields, type ServerEntry } from '../../openai/servers.ts';
import type { ServerGifts } from './probe-server.ts';
import { samplingFor } from './sampling.ts';
import type { ServerAsk } from './server-types.ts';
import { armWords, experimentWords, sameTraffic } from './traffic-limits.ts';
import { noiseWords, type PromptLength, promptOf } from './traffic-prompt.ts';
import type { TrafficAsk, TrafficRound } from './traffic-types.ts';

export interface Traffic {
  /** One after the other. */
  readonly rounds: readonly TrafficRound[];
  /** What of the experiment a server cannot be told, a sentence each. */
  readonly notTold: readonly string[];
  readonly cost: TrafficCost;
}

export interface TrafficCost {
  readonly asks: number;
  /** Tokens of all prompts: counted where they are ids, else guessed at four characters each. */
  readonly prompt: PromptLength;
  /** Tokens that are generated at most. */
  readonly generated: number;
}

export interface TrafficSetting {
  readonly server: ServerEntry | null;
  /** What probes found; null: nobody asked, and everything is taken to be there. */
  readonly gives: ServerGifts | null;
  /** Unlike any other run's, so that nothing that an earlier one left in the cache is found. */
  readonly run: string;
  readonly repeats: number;
  /** Alternatives asked for with each token; null: no log probabilities. */
  readonly logprobs: number | null;
  readonly stream: boolean;
}

/** Makes traffic of an experiment's arms, those drawn from companies included. Throws ExperimentError where a server cannot be asked what it says. */
export function trafficOf(experiment: Experiment, setting: TrafficSetting): Traffic {
  if (experiment.crowd)
    throw new ExperimentError([
      'crowd: a server is not sent one; leave it out, or run it under load: lab load',
    ]);
  const { together, drawn } = expandArms(experiment);
  const arms = [...together, ...drawn];
  const byId = new Map(experiment.requests.map((request, at) => [request.id, { request, at }]));
  const rounds: TrafficRound[] = [];
  for (let repeat = 0; repeat < setting.repeats; repeat++)
    for (const arm of arms) rounds.push(roundOf(experiment, arm, byId, { ...setting, repeat }));
  const prompts = new Map(
    experiment.requests.map((request, at) => [request.id, promptOf(request, at, setting)]),
  );
  return {
    rounds,
    notTold: [
      ...experimentWords(setting),
      ...noiseWords(experiment),
      ...[...prompts.values()].flatMap(({ notTold }) => notTold),
      ...together.flatMap((arm) => armWords(arm, setting)),
      ...sameTraffic(rounds.filter(({ repeat }) => repeat === 0)),
    ],
    cost: costOf(rounds, (id) => prompts.get(id)!.length),
  };
}

type Placed = ReadonlyMap<string, { readonly request: ExperimentRequest; readonly at: number }>;

function roundOf(
  experiment: Experiment,
  arm: ExperimentArm,
  byId: Placed,
  setting: TrafficSetting & { readonly repeat: number },
): TrafficRound {
  const asks = arm.requests.map((id): TrafficAsk => {
    const { request, at } = byId.get(id)!;
    const ask = askOf(experiment, arm, request, { ...setting, at });
    const arrival = arrivalOf(request);
    return {
      request: id,
      role: request.role,
      ask,
      arrival: 'ms' in arrival ? arrival : arrival.step === 0 ? { ms: 0 } : { pieces: arrival.step },
    };
  });
  return { arm: arm.name, repeat: setting.repeat, asks, atOnce: arm.limits.maxSequences };
}

function askOf(
  { decoding }: Experiment,
  arm: ExperimentArm,
  request: ExperimentRequest,
  setting: TrafficSetting & { readonly repeat: number; readonly at: number },
): ServerAsk {
  const { server, stream, logprobs, run, repeat } = setting;
  const { prompt, extra } = promptOf(request, setting.at, setting);
  const round = `${run}/${arm.name}/${repeat}`;
  return {
    id: `${round}/${request.id}`,
    prompt,
    sampling: samplingFor(server, {
      temperature: decoding.temperature,
      seed: decoding.seed,
      max_tokens: request.maxNewTokens,
      ignore_eos: request.ignoreEos,
      logprobs: logprobs === null ? null : Math.min(logprobs, mostOf(setting, prompt.kind)),
    }),
    stream,
    extra: {
      ...server?.ids[prompt.kind === 'chat' ? 'chat' : 'completions'],
      ...extra,
      ...cacheFields(server, arm, round, request.id),
      ...labFields(server, arm, request),
    },
  };
}

/** As many as it was seen to tell, else as the table has it. */
function mostOf(
  { server, gives }: Pick<TrafficSetting, 'server' | 'gives'>,
  kind: ServerAsk['prompt']['kind'],
): number {
  const listed = server?.mostLogprobs[kind === 'chat' ? 'chat' : 'completions'] ?? Number.POSITIVE_INFINITY;
  return Math.min(listed, gives ? Math.max(1, gives.alternatives) : Number.POSITIVE_INFINITY);
}

/** Cold: nobody shares its prefix. Where the arm reuses prefixes, requests of one round share them, and no others. */
function cacheFields(server: ServerEntry | null, arm: ExperimentArm, round: string, id: string) {
  if (!server?.cold) return {};
  const warm = arm.serving !== undefined && arm.serving.prefix !== 'off';
  if (!warm) return coldFields(server, `${round}/${id}`);
  return server.cold.value === 'salt' ? coldFields(server, round) : { [server.cold.field]: true };
}

/** What a server of this lab understands beside the protocol. */
function labFields(
  server: ServerEntry | null,
  { kernels }: ExperimentArm,
  { tier }: ExperimentRequest,
): Readonly<Record<string, unknown>> {
  if (server?.id !== 'batchmates') return {};
  const sets = new Set(Object.values(kernels));
  const fields = { ...(sets.size === 1 && { set: [...sets][0] }), ...(tier !== undefined && { tier }) };
  return Object.keys(fields).length > 0 ? { batchmates: fields } : {};
}

function costOf(rounds: readonly TrafficRound[], lengthOf: (id: string) => PromptLength): TrafficCost {
  const asks = rounds.flatMap((round) => round.asks);
  const lengths = asks.map(({ request }) => lengthOf(request));
  return {
    asks: asks.length,
    prompt: {
      tokens: lengths.reduce((sum, { tokens }) => sum + tokens, 0),
      counted: lengths.every(({ counted }) => counted),
    },
    generated: asks.reduce((sum, { ask }) => sum + ask.sampling.max_tokens, 0),
  };
}

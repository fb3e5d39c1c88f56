import { type AskOptions, askServer } from '../../engines/server/ask-server.ts';
import { bodyOf } from '../../engines/server/body.ts';
import { REAL_CLOCK } from '../../engines/server/clock.ts';
import type { ServerDescription } from '../../engines/server/describe-server.ts';
import { runTraffic } from '../../engines/server/run-traffic.ts';
import { notSent } from '../../engines/server/sampling.ts';
import type { ServerOutcome, ServerPlace } from '../../engines/server/server-types.ts';
import type { Traffic } from '../../engines/server/traffic.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { serverOf } from '../../openai/servers.ts';
import { compareRounds } from './compare-rounds.ts';
import type { ServerRun } from './server-run.ts';

export interface ServerRunSetting {
  readonly place: ServerPlace;
  readonly experiment: Experiment;
  readonly description: ServerDescription;
  readonly traffic: Traffic;
  readonly options: AskOptions;
  /** When it began, for the record. */
  readonly now: Date;
  readonly onOutcome?: (done: number, outcome: ServerOutcome) => void;
}

/** Sends an experiment's arms to a server and compares what came. An ask that fails is in the record; throws the signal's reason. */
export async function runOnServer(setting: ServerRunSetting): Promise<ServerRun> {
  const { place, experiment, description, traffic, options, now } = setting;
  const dialect = description.server === null ? undefined : serverOf(description.server).dialect;
  const rounds = await runTraffic(traffic.rounds, {
    ask: (ask, onPiece) => askServer(place, ask, { ...options, ...(dialect && { dialect }), onPiece }),
    clock: options.clock ?? REAL_CLOCK,
    signal: options.signal,
    ...(setting.onOutcome && { onOutcome: setting.onOutcome }),
  });
  const asks = rounds.flatMap((round) => round.asks);
  const { sampling } = traffic.rounds[0].asks[0].ask;
  return {
    kind: 'server-run',
    version: 1,
    began: now.toISOString(),
    experiment,
    server: description,
    notTold: [...traffic.notTold, ...notSent(sampling)],
    rounds: rounds.map((round) => ({
      ...round,
      asks: round.asks.map((each) => ({ ...each, body: bodyOf(place, askOf(each.outcome), dialect) })),
    })),
    comparisons: await compareRounds(experiment, rounds),
    tokens: tokensOf(asks.map(({ outcome }) => outcome)),
  };
}

function askOf(outcome: ServerOutcome) {
  return outcome.kind === 'answered' ? outcome.answer.ask : outcome.ask;
}

function tokensOf(outcomes: readonly ServerOutcome[]): ServerRun['tokens'] {
  const usages = outcomes.flatMap((outcome) => (outcome.kind === 'answered' ? [outcome.answer.usage] : []));
  const told = usages.filter((usage) => usage !== null);
  const sum = (of: (usage: (typeof told)[number]) => number) =>
    told.reduce((total, usage) => total + of(usage), 0);
  return {
    prompt: sum(({ prompt }) => prompt),
    completion: sum(({ completion }) => completion),
    cached: told.some(({ cached }) => cached !== null) ? sum(({ cached }) => cached ?? 0) : null,
    untold: outcomes.length - told.length,
  };
}

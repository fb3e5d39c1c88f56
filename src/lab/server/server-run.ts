import type { ServerDescription } from '../../engines/server/describe-server.ts';
import type { TrafficOutcome } from '../../engines/server/run-traffic.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { TranscriptsReport } from '../../results/transcripts-report.ts';

/** An experiment's arms sent to a server, and all that came of it; plain JSON, without the key. */
export interface ServerRun {
  readonly kind: 'server-run';
  readonly version: 1;
  /** ISO 8601. */
  readonly began: string;
  readonly experiment: Experiment;
  readonly server: ServerDescription;
  /** What of the experiment the server could not be told, a sentence each. */
  readonly notTold: readonly string[];
  /** In the order they were sent. */
  readonly rounds: readonly SentRound[];
  readonly comparisons: readonly ServerComparison[];
  /** As the server counts them. */
  readonly tokens: {
    readonly prompt: number;
    readonly completion: number;
    /** Null where it never tells. */
    readonly cached: number | null;
    /** Asks of which nothing is told: failed ones, and answers without `usage`. */
    readonly untold: number;
  };
}

export interface SentRound {
  readonly arm: string;
  readonly repeat: number;
  readonly asks: readonly SentAsk[];
}

export interface SentAsk extends TrafficOutcome {
  /** As it was posted. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Two arms beside each other, or an arm beside itself again. */
export interface ServerComparison {
  readonly a: string;
  readonly b: string;
  readonly report: TranscriptsReport;
}

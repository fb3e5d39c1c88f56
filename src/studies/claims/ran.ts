import type { Distribution, LoadMetrics, LoadRecord, Mechanisms } from '../../results/load/load-record.ts';
import type { RunRecord } from '../../results/record.ts';
import type { EngineKind } from '../../steps/engine.ts';

/** What one probe of an arm was answered. */
export interface RanStream {
  readonly arm: string;
  readonly request: string;
  readonly fingerprint: string | null;
  readonly tokens: readonly number[];
}

/** An arm under load: the figures that verdicts are read from. */
export interface RanArm {
  readonly name: string;
  readonly ttft: Distribution | null;
  readonly itl: Distribution | null;
  readonly completed: number;
  /** Requests that every stated limit was kept for, of those that came; null where none is stated. */
  readonly kept: number | null;
  readonly came: number;
  /** Generated tokens a second of the clock. */
  readonly throughput: number;
  readonly waste: Mechanisms['waste'];
  /** Milliseconds to the first token, by probe. */
  readonly firstToken: Readonly<Record<string, number>>;
}

/** A run of an experiment, under load or not, reduced to what verdicts are read from; plain JSON. */
export interface Ran {
  readonly engine: EngineKind;
  readonly adapter: string;
  readonly model: string;
  readonly streams: readonly RanStream[];
  /** Empty where nothing came by a clock. */
  readonly arms: readonly RanArm[];
}

export function ranOfRun(record: RunRecord): Ran {
  return { ...answersOf(record, probesOf(record.experiment)), arms: [] };
}

export function ranOfLoad(record: LoadRecord): Ran {
  const probes = probesOf(record.experiment);
  const figures = record.arms.map(({ name, metrics, mechanisms, requests }): RanArm => {
    const { ttft, itl, completed, refused, failed, outputThroughput: throughput } = metrics;
    const first = requests.flatMap(({ id, arrived, tokenTimes: [at] }) =>
      probes.has(id) && at !== undefined ? [[id, at - arrived] as const] : [],
    );
    return {
      ...{ name, ttft, itl, completed, throughput, waste: mechanisms.waste },
      ...{ kept: keptOf(metrics), came: completed + refused + failed },
      firstToken: Object.fromEntries(first),
    };
  });
  return { ...answersOf(record, probes), arms: figures };
}

/** Whose a run is, and what its probes were answered. */
function answersOf(
  { engine, adapter, model, arms }: RunRecord | LoadRecord,
  probes: ReadonlySet<string>,
): Omit<Ran, 'arms'> {
  const streams = arms.flatMap(({ name: arm, requests }) =>
    requests
      .filter(({ id }) => probes.has(id))
      .map(({ id: request, fingerprint, tokens }) => ({ arm, request, fingerprint, tokens })),
  );
  return { engine, adapter: adapter.description, model: model.name, streams };
}

function keptOf({ goodput, duration }: Pick<LoadMetrics, 'goodput' | 'duration'>): number | null {
  return goodput === null ? null : Math.round((goodput * duration) / 1000);
}

function probesOf({ requests }: RunRecord['experiment']): Set<string> {
  return new Set(requests.flatMap(({ id, role }) => (role === 'probe' ? [id] : [])));
}

/** How two answers part. */
export type Parting =
  | { readonly how: 'nothing' | 'bits' }
  /** First generated token that is another. */
  | { readonly how: 'tokens'; readonly at: number };

/** An arm's answer to a probe; left out of `request`: the first. */
export interface Place {
  readonly arm: string;
  readonly request?: string;
}

/** How two answers of a run part; null where one of them is not there. */
export function partingOf(ran: Ran, a: Place, b: Place): Parting | null {
  const [one, other] = [a, b].map(({ arm, request }) =>
    ran.streams.find((stream) => stream.arm === arm && (request === undefined || stream.request === request)),
  );
  if (!one || !other) return null;
  const longest = Math.max(one.tokens.length, other.tokens.length);
  for (let at = 0; at < longest; at++) if (one.tokens[at] !== other.tokens[at]) return { how: 'tokens', at };
  return { how: one.fingerprint === other.fingerprint ? 'nothing' : 'bits' };
}

export function ranArm(ran: Ran, name: string): RanArm | null {
  return ran.arms.find((arm) => arm.name === name) ?? null;
}

/** A parting as it stands behind "has". */
export const PARTS: Readonly<Record<Parting['how'], string>> = {
  nothing: 'the same bits',
  bits: 'other bits and the same words',
  tokens: 'other words',
};

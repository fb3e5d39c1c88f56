import { median } from '../../bench/statistics.ts';
import type { Arm, AuditRecord, Mechanism, Observation } from './audit-record.ts';

/** What was sent for a mechanism. */
export interface SentFacts {
  readonly requests: number;
  readonly answered: number;
  readonly failed: number;
  /** Requests beyond the first of each. */
  readonly again: number;
  readonly tokens: number;
  /** Whether the server told every one of those tokens. */
  readonly counted: boolean;
  /** How many failed by kind of fault, and what the first of each said. */
  readonly faults: readonly { readonly kind: string; readonly count: number; readonly message: string }[];
}

/** Of one mechanism; null: of everything. */
export function sentFacts({ observations }: AuditRecord, mechanism: Mechanism | null): SentFacts {
  const own = observations.filter((each) => mechanism === null || each.mechanism === mechanism);
  const faults = new Map<string, { kind: string; count: number; message: string }>();
  for (const { fault } of own) {
    if (!fault) continue;
    const found = faults.get(fault.kind) ?? { ...fault, count: 0 };
    faults.set(fault.kind, { ...found, count: found.count + 1 });
  }
  const requests = sum(own, ({ tries }) => tries);
  return {
    requests,
    answered: own.filter(({ fault }) => !fault).length,
    failed: own.filter(({ fault }) => fault).length,
    again: requests - own.length,
    tokens: sum(own, ({ tokens }) => tokens.prompt + tokens.completion),
    counted: own.every(({ counted, fault }) => counted || fault),
    faults: [...faults.values()],
  };
}

/** Milliseconds, medians; `queued` null where the server does not tell it. */
export interface TimeFacts {
  readonly of: number;
  readonly took: number;
  readonly queued: number | null;
}

/** How long answers took alone and in company, the noise left out; null where there are none. */
export function timeFacts({ observations }: AuditRecord): {
  readonly alone: TimeFacts | null;
  readonly company: TimeFacts | null;
} {
  const alone = observations.filter(
    ({ arm, unit, width, place }) =>
      unit.startsWith('alone-') && width === 1 && arm === 'control' && place === 'server',
  );
  return {
    alone: timesOf(alone),
    company: timesOf(
      observations.filter(({ mechanism, arm }) => mechanism === 'company' && arm === 'treatment'),
    ),
  };
}

function timesOf(observations: readonly Observation[]): TimeFacts | null {
  const times = observations.flatMap(({ took }) => (took ? [took] : []));
  if (times.length === 0) return null;
  const queued = times.flatMap((each) => (each.queued === null ? [] : [each.queued]));
  return {
    of: times.length,
    took: median(times.map(({ ended }) => ended)),
    queued: queued.length === times.length ? median(queued) : null,
  };
}

/** Prompt tokens that the server says it had cached, of cold and of warm requests; null where it does not tell. */
export function cachedTokens({ observations }: AuditRecord): { cold: number | null; warm: number | null } {
  const of = (arms: readonly Arm[]) => {
    const told = observations.flatMap(({ mechanism, arm, tokens, fault }) =>
      mechanism === 'cache' && arms.includes(arm) && !fault && tokens.cached !== null ? [tokens.cached] : [],
    );
    return told.length === 0 ? null : median(told);
  };
  return { cold: of(['treatment']), warm: of(['control', 'reference']) };
}

/** How answers in company did by the number of requests sent at once. */
export function byWidth(
  trials: readonly { readonly width: number; readonly tokens: boolean; readonly bits: boolean | null }[],
): { readonly width: number; readonly of: number; readonly tokens: number; readonly bits: number | null }[] {
  const widths = [...new Set(trials.map(({ width }) => width))].sort((a, b) => a - b);
  return widths.map((width) => {
    const own = trials.filter((trial) => trial.width === width);
    const told = own.filter(({ bits }) => bits !== null);
    return {
      width,
      of: own.length,
      tokens: own.filter(({ tokens }) => tokens).length,
      bits: told.length === 0 ? null : told.filter(({ bits }) => bits).length,
    };
  });
}

/** What other seeds did at the temperature of the seed's trials: how many answers were another one than the first seed's. */
export function otherSeeds(trials: readonly { readonly arm: Arm; readonly tokens: boolean }[]): {
  readonly of: number;
  readonly differ: number;
} {
  const other = trials.filter(({ arm }) => arm === 'other');
  return { of: other.length, differ: other.filter(({ tokens }) => tokens).length };
}

function sum<T>(list: readonly T[], of: (each: T) => number): number {
  return list.reduce((total, each) => total + of(each), 0);
}

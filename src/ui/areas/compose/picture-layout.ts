import type { Experiment, ExperimentArm, ExperimentRequest, Role } from '../../../experiment/schema.ts';
import { OPERATIONS } from '../../../numerics/operations.ts';
import type { KernelSet } from '../../../numerics/sets/sets.ts';

const MOST_COLUMNS = 12;
const MOST_DOTS = 9;

/** A request of an arm, as a dot. */
export interface Dot {
  readonly role: Role;
  /** When it joins, of the latest arrival: 0 to 1. */
  readonly late: number;
}

/** An arm, as a column of dots in batch order. */
export interface Column {
  /** For matmul, RMSNorm and attention. */
  readonly sets: readonly KernelSet[];
  readonly dots: readonly Dot[];
  /** Requests for which there is no room. */
  readonly more: number;
  /** It stands for many companies. */
  readonly many: boolean;
  /** The setting in which the arms differ, apart from kernels and requests; null where there is none. */
  readonly caption: string | null;
}

export interface PictureLayout {
  readonly columns: readonly Column[];
  /** Arms for which there is no room. */
  readonly more: number;
  /** Places of the columns that are compared. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** What an experiment looks like in small. */
export function pictureLayout({ requests, arms, compare }: Experiment): PictureLayout {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const lateness = latenessOf(requests);
  const dot = (id: string): Dot => {
    const { role = 'clean', arrival = 0 } = byId.get(id) ?? {};
    return { role, late: lateness(arrival) };
  };
  const caption = captionOf(arms);
  const column = (arm: ExperimentArm): Column => ({
    sets: OPERATIONS.map((operation) => arm.kernels[operation]),
    dots: arm.requests.slice(0, MOST_DOTS).map(dot),
    more: Math.max(0, arm.requests.length - MOST_DOTS),
    many: arm.companies !== undefined,
    caption: caption(arm),
  });
  const placeOf = (name: string) => arms.findIndex((arm) => arm.name === name);
  const shown = arms.slice(0, MOST_COLUMNS);
  return {
    columns: shown.map(column),
    more: arms.length - shown.length,
    pairs: compare
      .map(([a, b]): [number, number] => [placeOf(a), placeOf(b)])
      .filter((pair) => pair.every((place) => place < shown.length)),
  };
}

/** Steps and milliseconds are each a part of the latest of their own. */
function latenessOf(requests: Experiment['requests']): (arrival: ExperimentRequest['arrival']) => number {
  const inUnit = (arrival: ExperimentRequest['arrival']) =>
    typeof arrival === 'number' ? { steps: arrival, ms: 0 } : { steps: 0, ms: arrival.ms };
  const all = requests.map(({ arrival }) => inUnit(arrival));
  const [lastStep, lastMs] = [
    Math.max(1, ...all.map(({ steps }) => steps)),
    Math.max(1, ...all.map(({ ms }) => ms)),
  ];
  return (arrival) => {
    const { steps, ms } = inUnit(arrival);
    return steps / lastStep + ms / lastMs;
  };
}

/** What to write under an arm: the first of its settings that is not the same in all. */
function captionOf(arms: readonly ExperimentArm[]): (arm: ExperimentArm) => string | null {
  const settings: readonly ((arm: ExperimentArm) => string)[] = [
    ({ dtype }) => dtype,
    ({ weights }) => weights,
    ({ limits }) => `≤${limits.maxTokensPerStep}`,
    ({ limits }) => `≤${limits.maxSequences}`,
    ({ parallelism }) => `${parallelism}`,
  ];
  const differing = settings.find((setting) => new Set(arms.map(setting)).size > 1);
  return (arm) => differing?.(arm) ?? null;
}

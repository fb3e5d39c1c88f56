import type { Experts } from '../model/model-config.ts';
import type { StepPlan } from './step-plan.ts';
import { stepRows } from './step-rows.ts';

/** What the routers of a step chose, whether there was room for it or not. */
export interface RoutedStep {
  readonly layers: number;
  /** Experts there are, and experts a row chooses. */
  readonly experts: number;
  readonly perToken: number;
  /** Rows that each had room for; null: any number. */
  readonly room: number | null;
  /** (layers, rows, experts a row) ids, those of a row by increasing id. */
  readonly chosen: Uint16Array;
}

/** A row of a step that an expert had no room for. */
export interface DroppedToken {
  readonly request: string;
  readonly position: number;
  readonly layer: number;
  readonly expert: number;
  /** Whose rows stood before it and filled the expert, in the order of the batch, and with how many; its own request may be among them. */
  readonly filledBy: readonly { readonly request: string; readonly rows: number }[];
}

/** The same of one request. */
export type Drop = Omit<DroppedToken, 'request'>;

/** Rows that an expert takes of a step: `factor` times what each would get were all chosen alike, rounded up. */
export function expertCapacity(factor: number, rows: number, { count, perToken }: Experts): number {
  return Math.ceil((factor * rows * perToken) / count);
}

/**
 * Which of a layer's choices find no room: (rows, experts a row) as `chosen`. Rows are taken in the order of the batch, and whoever comes when an
 * expert is full is left out there, whatever its router says.
 */
export function droppedChoices(chosen: ArrayLike<number>, experts: number, capacity: number): boolean[] {
  const taken = new Array<number>(experts).fill(0);
  return Array.from(chosen, (expert) => ++taken[expert] > capacity);
}

/** The rows of a step that experts had no room for, layer by layer, and because of whom. */
export function droppedTokens(
  { layers, experts, perToken, room, chosen }: RoutedStep,
  plan: Pick<StepPlan, 'slices'>,
): DroppedToken[] {
  if (room === null) return [];
  const { slices } = plan;
  const rows = stepRows(plan);
  const each = rows.length * perToken;
  return Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => {
    const own = chosen.subarray(layer * each, (layer + 1) * each);
    const dropped = droppedChoices(own, experts, room);
    return [...own].flatMap((expert, choice): DroppedToken[] => {
      if (!dropped[choice]) return [];
      const { slice, position } = rows[Math.floor(choice / perToken)];
      const before = rowsOf(expert, own, room).map((at) => rows[Math.floor(at / perToken)].slice);
      const filledBy = counted(before.map((at) => slices[at].request));
      return [{ request: slices[slice].request, position, layer, expert, filledBy }];
    });
  });
}

/** The first choices of an expert, as many as it has room for. */
function rowsOf(expert: number, chosen: ArrayLike<number>, capacity: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < chosen.length && found.length < capacity; at++)
    if (chosen[at] === expert) found.push(at);
  return found;
}

function counted(requests: readonly string[]): DroppedToken['filledBy'] {
  const counts = new Map<string, number>();
  for (const request of requests) counts.set(request, (counts.get(request) ?? 0) + 1);
  return [...counts].map(([request, rows]) => ({ request, rows }));
}

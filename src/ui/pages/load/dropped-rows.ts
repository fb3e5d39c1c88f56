import type { DroppedToken } from '../../../steps/expert-capacity.ts';
import type { ViewedRequest } from './viewed-request.ts';

/** A row of a request that experts had no room for in a step. */
export interface DroppedRow {
  /** By its place in the run. */
  readonly step: number;
  readonly position: number;
  /** Those that were full when it came, one or several a layer. */
  readonly experts: readonly Pick<DroppedToken, 'layer' | 'expert'>[];
  /** Whose rows filled them, over all of these, the most first. */
  readonly filledBy: DroppedToken['filledBy'];
}

/** A request's dropped choices, a row for each of its tokens and steps, step by step and by place. */
export function droppedRows({ drops }: Pick<ViewedRequest, 'drops'>): DroppedRow[] {
  const rows = new Map<string, typeof drops>();
  for (const drop of drops) {
    const key = `${drop.step} ${drop.position}`;
    rows.set(key, [...(rows.get(key) ?? []), drop]);
  }
  return [...rows.values()]
    .map((of) => ({
      ...{ step: of[0].step, position: of[0].position },
      experts: of.map(({ layer, expert }) => ({ layer, expert })),
      filledBy: summed(of.flatMap(({ filledBy }) => filledBy)),
    }))
    .toSorted((a, b) => a.step - b.step || a.position - b.position);
}

function summed(filled: DroppedToken['filledBy']): DroppedToken['filledBy'] {
  const counts = new Map<string, number>();
  for (const { request, rows } of filled) counts.set(request, (counts.get(request) ?? 0) + rows);
  return [...counts].map(([request, rows]) => ({ request, rows })).toSorted((a, b) => b.rows - a.rows);
}

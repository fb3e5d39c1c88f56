import { type DangerPoint, type Gap, gapsOf } from './danger-points.ts';

/** Tokens that are marked off from those that the run measured, the first and the last of them. */
export interface Stretch extends Gap {
  readonly kind: 'contexts differ' | 'not measured' | 'replay';
}

/** @param comparable tokens with equal contexts, of which those without a point were not measured. */
export function stretchesOf(points: readonly DangerPoint[], length: number, comparable: number): Stretch[] {
  const apart = comparable < length ? [{ from: comparable, to: length - 1 }] : [];
  const replayed = runsOf(points.filter(({ forced }) => forced)).map((run) => ({
    ...{ from: run[0].position, to: run.at(-1)!.position },
  }));
  const marked = (stretches: readonly Gap[], kind: Stretch['kind']) =>
    stretches.map((stretch) => ({ ...stretch, kind }));
  return [
    ...marked(apart, 'contexts differ'),
    ...marked(gapsOf(points, comparable), 'not measured'),
    ...marked(replayed, 'replay'),
  ];
}

/** Points whose positions follow one another. */
export function runsOf(points: readonly DangerPoint[]): DangerPoint[][] {
  const runs: DangerPoint[][] = [];
  for (const point of points) {
    const last = runs.at(-1);
    if (last && last.at(-1)!.position === point.position - 1) last.push(point);
    else runs.push([point]);
  }
  return runs;
}

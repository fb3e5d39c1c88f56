import type { Lesson } from './lesson.ts';

/** Lessons as rows and lanes, as a log of branches is drawn. */
export interface LessonGraph {
  /** Lane of each lesson, by its row. */
  readonly lanes: readonly number[];
  /** From a lesson to one that builds on it, by row. */
  readonly edges: readonly { readonly from: number; readonly to: number }[];
  /** Number of lanes. */
  readonly width: number;
}

/**
 * The first lesson to build on another goes on in its lane, and each further one takes a new lane. Throws RangeError where a lesson
 * builds on one that does not stand before it: then the list would be no order to read in.
 */
export function mapOf(lessons: readonly Pick<Lesson, 'id' | 'after'>[]): LessonGraph {
  const rowOf = (id: string) => lessons.findIndex((lesson) => lesson.id === id);
  const edges = lessons.flatMap(({ id, after }, to) =>
    after.map((before) => {
      const from = rowOf(before);
      if (from < 0 || from >= to)
        throw new RangeError(`lesson ${id}: builds on ${before}, which does not stand before it`);
      return { from, to };
    }),
  );
  const lanes: number[] = [];
  const taken = new Set<number>();
  let width = 0;
  lessons.forEach((_, row) => {
    const from = edges.filter(({ to }) => to === row).map((edge) => edge.from);
    const free = from.find((before) => !taken.has(before));
    if (free === undefined) lanes.push(width++);
    else {
      taken.add(free);
      lanes.push(lanes[free]);
    }
  });
  return { lanes, edges, width };
}

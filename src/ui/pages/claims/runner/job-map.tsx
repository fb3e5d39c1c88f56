import { useMemo } from 'react';
import { Canvas, type Surface } from '../../../../charts/canvas.tsx';
import { grouped } from '../../../../results/text.ts';
import type { JobTable } from '../../../../studies/sweep/job-table.ts';
import styles from './runner.module.css';
import { isDone, useRunner } from './runner-store.ts';

const MOST_HEIGHT = 96;
/** CSS pixels of a job's square, with the gap after it. */
const LARGEST = 14;
/** Squares that a narrow screen has room for side by side. */
const NARROW = 20;
/** Below this there is no room for a gap. */
const LEAST_WITH_GAP = 4;

/** All jobs of a plan at once, in its order: a square each, filled once it is done. */
export function JobMap({ table: { count } }: { readonly table: Pick<JobTable, 'count'> }) {
  const done = useRunner((state) => state.done);
  // biome-ignore lint/correctness/useExhaustiveDependencies: which jobs are done changes with how many are.
  const draw = useMemo(() => (surface: Surface) => drawJobs(surface, count, isDone), [count, done]);
  return (
    <div className={styles.map}>
      <Canvas
        label={`Jobs in the plan’s order: ${grouped(done)} of ${grouped(count)} done`}
        height={Math.min(MOST_HEIGHT, LARGEST * Math.ceil(count / NARROW))}
        draw={draw}
      />
    </div>
  );
}

/** Squares as large as the place allows; where they would be smaller than a pixel, several jobs share one, which is filled as far as they are done. */
function drawJobs(
  { context, width, height, colour }: Surface,
  count: number,
  done: (index: number) => boolean,
): void {
  const size = Math.max(1, squareOf(width, height, count));
  const columns = Math.floor(width / size);
  const places = columns * Math.floor(height / size);
  const jobsEach = Math.ceil(count / places);
  const side = size >= LEAST_WITH_GAP ? size - 1 : size;
  for (let place = 0; place * jobsEach < count; place++) {
    const [from, to] = [place * jobsEach, Math.min(count, (place + 1) * jobsEach)];
    let ended = 0;
    for (let index = from; index < to; index++) if (done(index)) ended++;
    const [x, y] = [(place % columns) * size, Math.floor(place / columns) * size];
    context.fillStyle = colour('--line');
    context.fillRect(x, y, side, side);
    if (ended === 0) continue;
    context.globalAlpha = ended / (to - from);
    context.fillStyle = colour('--a');
    context.fillRect(x, y, side, side);
    context.globalAlpha = 1;
  }
}

/** Whole pixels; 0 where not even squares of one pixel have room. */
function squareOf(width: number, height: number, count: number): number {
  for (let size = LARGEST; size > 0; size--)
    if (Math.floor(width / size) * Math.floor(height / size) >= count) return size;
  return 0;
}

import styles from './lesson-map.module.css';
import { mapOf } from './lesson-map.ts';
import { LESSONS, lessonAddress } from './lessons.ts';

/** Sizes in units of the row's height. */
const [LANE, DOT] = [0.55, 0.17];

/** What leads where: each lesson with a line from what it builds on. The lists of "know first" say it in words. */
export function LessonMap() {
  const { lanes, edges, width } = mapOf(LESSONS);
  const x = (lane: number) => (lane + 0.5) * LANE;
  return (
    <section className={styles.map} aria-labelledby="map-title">
      <h3 id="map-title">What leads where</h3>
      <div className={styles.graph}>
        <svg
          viewBox={`0 0 ${width * LANE} ${LESSONS.length}`}
          style={{ '--lanes': width * LANE } as React.CSSProperties}
          aria-hidden="true"
        >
          {edges.map(({ from, to }) => (
            <path
              key={`${from} ${to}`}
              d={`M${x(lanes[from])} ${from + 0.5}C${x(lanes[to])} ${from + 0.5} ${x(lanes[to])} ${from + 0.7} ${x(lanes[to])} ${from + 1.2}V${to + 0.5}`}
            />
          ))}
          {lanes.map((lane, row) => (
            <circle key={LESSONS[row].id} cx={x(lane)} cy={row + 0.5} r={DOT} />
          ))}
        </svg>
        <ol>
          {LESSONS.map(({ id, title, after }) => (
            <li key={id}>
              <a href={lessonAddress(id)}>{title}</a>
              {after.length > 0 && (
                <span className="unseen">
                  , after{' '}
                  {LESSONS.filter((lesson) => after.includes(lesson.id))
                    .map((lesson) => lesson.title)
                    .join(', ')}
                </span>
              )}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

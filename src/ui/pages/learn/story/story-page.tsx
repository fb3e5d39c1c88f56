import { useEffect, useRef } from 'react';
import { useArrival } from '../../../kit/arrival.ts';
import { useTitle } from '../../../kit/use-title.ts';
import learn from '../learn.module.css';
import lesson from '../lesson.module.css';
import { flagsText, useReading } from '../locks.ts';
import { StoryContext } from './example-pictures.tsx';
import { DOORS, SCENES, type Scene } from './scenes.ts';
import styles from './story.module.css';
import { useStoryData } from './story-data.ts';
import { useScenes } from './use-scenes.ts';

const IDS = SCENES.map(({ id }) => id);

/** `#learn/story/<scene>`: the whole of it in eight pictures; by scrolling, swiping, arrow keys or the list. */
export function StoryPage({ entry }: { readonly entry: string | null }) {
  const known = entry !== null && IDS.includes(entry);
  const heading = useArrival(known);
  const story = useRef<HTMLDivElement>(null);
  const data = useStoryData();
  const flags = flagsText(useReading().flags);
  const at = useScenes(story, IDS, known ? entry : null, flags, data !== null);
  useTitle(`The story: ${SCENES[IDS.indexOf(at)].title} - Batchmates`);
  return (
    <StoryContext value={data}>
      <div className={styles.story} ref={story} data-part="story">
        <header className={learn.learnHead}>
          <p className={lesson.lessonPlace}>
            <a href="#learn">Lessons</a> <span aria-hidden="true">/</span> The story
          </p>
          <h2 ref={heading} tabIndex={-1}>
            The story in two minutes
          </h2>
          {entry !== null && !known && (
            <p className={learn.learnMissing} role="alert">
              The story has no scene “{entry}”. It has these:
            </p>
          )}
        </header>
        <nav className={styles.dots} aria-label="Scenes">
          <ol>
            {SCENES.map(({ id, title }, index) => (
              <li key={id}>
                <a
                  href={`#learn/story/${id}${flags}`}
                  aria-current={id === at ? 'step' : undefined}
                  aria-label={`${index + 1}: ${title}`}
                >
                  {index + 1}
                </a>
              </li>
            ))}
          </ol>
        </nav>
        {SCENES.map((scene, index) => (
          <SceneView key={scene.id} scene={scene} number={index + 1} addressed={scene.id === entry} />
        ))}
        <Doors />
      </div>
    </StoryContext>
  );
}

interface SceneViewProps {
  readonly scene: Scene;
  readonly number: number;
  readonly addressed: boolean;
}

function SceneView({ scene: { id, title, words, Picture }, number, addressed }: SceneViewProps) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (addressed) section.current?.focus({ preventScroll: true });
  }, [addressed]);
  return (
    <section
      className={styles.scene}
      data-scene={id}
      ref={section}
      tabIndex={-1}
      aria-labelledby={`scene-${id}`}
    >
      <h3 id={`scene-${id}`}>
        <span className={styles.number} aria-hidden="true">
          {number}
        </span>{' '}
        {title}
      </h3>
      <p className={styles.words}>{words}</p>
      <figure aria-label={title} className={styles.picture}>
        <Picture />
      </figure>
    </section>
  );
}

function Doors() {
  return (
    <nav className={styles.doors} aria-label="From here">
      {DOORS.map(({ title, says, address }) => (
        <a key={title} href={address}>
          <b>{title}</b>
          <span className={styles.door}>{says}</span>
        </a>
      ))}
    </nav>
  );
}

import styles from './lesson.module.css';

/** Colour is not the only cue: what is done has a tick in it. */
export function LessonMark({ done }: { readonly done: boolean }) {
  return (
    <svg
      className={done ? `${styles.lessonMark} ${styles.done}` : styles.lessonMark}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      <circle cx="8" cy="8" r="6.75" />
      {done && <path d="M4.8 8.3 7 10.5l4.2-4.8" />}
    </svg>
  );
}

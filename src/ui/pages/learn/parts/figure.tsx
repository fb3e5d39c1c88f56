import type { ReactNode } from 'react';
import styles from '../parts.module.css';

interface FigureProps {
  /** What the widget is, for who cannot see it. */
  readonly label: string;
  readonly children: ReactNode;
  /** What to see in it; under it. */
  readonly caption?: ReactNode;
}

/** A widget in a lesson's text: a little wider than the text, on a ground of its own. */
export function Figure({ label, children, caption }: FigureProps) {
  return (
    <figure className={styles.learnFigure} data-part="figure" aria-label={label}>
      {children}
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

import type { ReactNode } from 'react';
import { useReading } from '../locks.ts';
import styles from '../parts.module.css';

interface FigureProps {
  /** What the widget is, for who cannot see it. */
  readonly label: string;
  readonly children: ReactNode;
  /** For what is wider than the text: on a wide screen it goes further out. */
  readonly wide?: boolean;
  /** What to see in it; under it. */
  readonly caption?: ReactNode;
}

/** A widget in a lesson's text: a little wider than the text, on a ground of its own. A solution sheet has none. */
export function Figure({ label, children, caption, wide = false }: FigureProps) {
  if (useReading().as === 'sheet') return null;
  return (
    <figure
      className={wide ? `${styles.learnFigure} ${styles.learnWide}` : styles.learnFigure}
      data-part="figure"
      aria-label={label}
    >
      {children}
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

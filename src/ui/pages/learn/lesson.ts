import type { ComponentType } from 'react';

export interface StepProps {
  /** Done on this visit or an earlier one. */
  readonly done: boolean;
  /** Says that the visitor did what the step asks for; harmless where it is done already. */
  readonly complete: () => void;
}

/** One step: prose that reads by itself, a widget, and something to do that the step checks. */
export interface LessonStep {
  /** In the address: `#learn/<lesson>/<step>`. */
  readonly id: string;
  readonly title: string;
  /** What to do, in one sentence; the step checks that it was done. */
  readonly task: string;
  readonly Body: ComponentType<StepProps>;
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** What the reader will be able to say after it, in one sentence. */
  readonly promise: string;
  /** Reading time with the widgets. */
  readonly minutes: number;
  /** What it needs beside the page: nothing, or a device that runs the model. */
  readonly needs: 'nothing' | 'engine';
  readonly steps: readonly LessonStep[];
}

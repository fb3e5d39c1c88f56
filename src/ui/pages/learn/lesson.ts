import type { ComponentType } from 'react';
import type { ReferenceId } from '../../kit/references/references.ts';

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
  /** Where to look while doing it, and what is to be seen there. */
  readonly observe: string;
  readonly Body: ComponentType<StepProps>;
}

/** A question at the end of a lesson, about what it promised. */
export interface ExitQuestion {
  readonly question: string;
  readonly options: readonly string[];
  /** Index of the option that is right. */
  readonly answer: number;
  readonly because: string;
}

/** What a lesson has for whoever teaches it, or wants to know whether it was learned. */
export interface LessonGuide {
  /** What a reader can do afterwards, as verbs. */
  readonly objectives: readonly string[];
  readonly exit: readonly ExitQuestion[];
  /** Works to read on in. */
  readonly further: readonly ReferenceId[];
  /** One way to do each step's task and what it shows, by the step's id. */
  readonly solutions: Readonly<Record<string, string>>;
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** What the reader will be able to say after it, in one sentence. */
  readonly promise: string;
  /** Words of its text, questions and explanations included; a test counts them. */
  readonly words: number;
  /** Lessons to know first, by id. */
  readonly after: readonly string[];
  /** What it needs beside the page: nothing, or a device that runs the model. */
  readonly needs: 'nothing' | 'engine';
  readonly steps: readonly LessonStep[];
  readonly guide: LessonGuide;
}

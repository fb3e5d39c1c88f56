/** How the answer is found in a completion: see `answerIn`. */
export const SCORINGS = ['exact', 'last-line', 'after-arrow'] as const;
export type Scoring = (typeof SCORINGS)[number];

/** The right answer of a question, and how it is found. */
export interface Answer {
  readonly answer: string;
  readonly scoring: Scoring;
}

const LINE_END = /\r\n|[\n\r]/;
const ARROW = '->';

/**
 * The part of a completion (its text up to end-of-text, or to where its tokens ran out) that is compared with the answer,
 * trimmed: `exact` all of it, `last-line` its last line that is not empty, `after-arrow` what follows the last `->` up to
 * the end of that line. Null where there is no such line or no arrow.
 */
export function answerIn(completion: string, scoring: Scoring): string | null {
  switch (scoring) {
    case 'exact':
      return completion.trim();
    case 'last-line':
      return linesOf(completion).findLast((line) => line !== '') ?? null;
    case 'after-arrow': {
      const arrow = completion.lastIndexOf(ARROW);
      return arrow < 0 ? null : linesOf(completion.slice(arrow + ARROW.length))[0];
    }
  }
}

/** Whether a completion answers its task. */
export function passes(completion: string, { answer, scoring }: Answer): boolean {
  return answerIn(completion, scoring) === answer;
}

function linesOf(text: string): string[] {
  return text.split(LINE_END).map((line) => line.trim());
}

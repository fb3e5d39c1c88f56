import { OPENINGS } from '../search/openings.ts';

/** Prompts that a map has unless it is asked for more or fewer. */
export const USUAL_PROMPTS = 6;
export const MOST_PROMPTS = OPENINGS.length;

/** The first openings of tales: taken as they come, none because of what it shows. */
export function cliffPrompts(count = USUAL_PROMPTS): readonly string[] {
  return OPENINGS.slice(0, count);
}

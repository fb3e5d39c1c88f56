import type { Action } from '../../state/action.ts';
import { LESSONS, lessonAddress } from './lessons.ts';

/** Every lesson by its name. */
export const lessonActions: readonly Action[] = LESSONS.map(({ id, title }) => ({
  id: `lesson-${id}`,
  title: `Open the lesson: ${title}`,
  group: 'Learn',
  run: () => {
    location.hash = lessonAddress(id);
  },
}));

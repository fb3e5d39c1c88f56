/** Lessons, story, glossary and sources as plain text in public/: written anew with `npx vitest run --project components plain-text -u`. */
import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { TermEntry } from '../../kit/glossary/term-entry.ts';
import { TERM_GROUPS } from '../../kit/glossary/terms.ts';
import { REFERENCES, type Reference } from '../../kit/references/references.ts';
import type { Lesson } from './lesson.ts';
import { lessonMinutes, WORDS_A_MINUTE } from './lesson-minutes.ts';
import { LessonView } from './lesson-view.tsx';
import { LESSONS, NEEDS, prerequisites } from './lessons.ts';
import { DOORS, SCENES } from './story/scenes.ts';
import { countWords, plainText } from './testing/plain-text.ts';

const PUBLIC = '../../../../public';

/** What a look at a picture takes, in minutes. */
const GLANCE = 0.1;

function lessonText(lesson: Lesson): string {
  const { container } = render(<LessonView lesson={lesson} step={null} />);
  const article = document.createElement('article');
  article.append(...container.querySelectorAll('[data-part="lesson-step"], [aria-labelledby="further"]'));
  const { title, promise, needs } = lesson;
  const before = prerequisites(lesson).map((each) => each.title);
  const facts = `${lessonMinutes(lesson)} minutes; ${NEEDS[needs]}; know first: ${before.join(', ') || 'nothing'}.`;
  return `# ${title}\n\n${promise}\n\n${facts}\n\n${plainText(article)}`;
}

describe('a lesson as plain text', () => {
  it.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
    '%s: the file and the count of words are those of the page',
    async (id, lesson) => {
      const text = lessonText(lesson);
      // Those of a lesson's own text: the reading list behind it is no part of the minutes.
      const words = countWords(text.slice(0, text.indexOf('\n## Further reading')));
      // A word or two more is no other lesson.
      expect(Math.abs(words - lesson.words), `${id} has ${words} words`).toBeLessThanOrEqual(0.02 * words);
      await expect(text).toMatchFileSnapshot(`${PUBLIC}/learn/${id}.txt`);
    },
  );

  it('has every question with its answer, and no step without something to do and to see', () => {
    for (const lesson of LESSONS) {
      const text = lessonText(lesson);
      for (const { task, observe } of lesson.steps) {
        expect(text).toContain(task);
        expect(text).toContain(observe);
      }
      for (const { question, because } of lesson.guide.exit) {
        expect(text).toContain(question);
        expect(text).toContain(because);
      }
    }
  });
});

describe('the story', () => {
  const text = SCENES.map(({ title, words }) => `${title}. ${words}`).join('\n');

  it('takes two minutes: its words at reading speed and a glance at each picture', () => {
    const minutes = countWords(text) / WORDS_A_MINUTE + GLANCE * SCENES.length;
    expect(minutes, `${countWords(text)} words`).toBeLessThanOrEqual(2);
    expect(SCENES.length).toBeGreaterThanOrEqual(6);
    expect(SCENES.length).toBeLessThanOrEqual(8);
    expect(new Set(SCENES.map(({ id }) => id)).size).toBe(SCENES.length);
  });

  it('as plain text is that of the page', async () => {
    const scenes = SCENES.map(({ title, words }, index) => `## ${index + 1} ${title}\n\n${words}\n\n`).join(
      '',
    );
    const doors = DOORS.map(({ title, says }) => `- ${title}: ${says}`).join('\n');
    await expect(`# The story in two minutes\n\n${scenes}From here:\n\n${doors}\n`).toMatchFileSnapshot(
      `${PUBLIC}/learn/story.txt`,
    );
  });
});

describe('words and sources as plain text', () => {
  it('the glossary', async () => {
    const groups = TERM_GROUPS.map(({ title, terms }) => {
      const entries = Object.values<TermEntry>(terms).map(({ name, means }) => `- ${name}: ${means}`);
      return `## ${title}\n\n${entries.join('\n')}\n`;
    });
    await expect(`# Glossary\n\n${groups.join('\n')}`).toMatchFileSnapshot(`${PUBLIC}/learn/glossary.txt`);
  });

  it('the references', async () => {
    const entries = Object.values<Reference>(REFERENCES).map(
      ({ short, who, title, where, url, says }) =>
        `- [${short}] ${who}. ${title}. ${where}. ${url}\n  ${says}`,
    );
    await expect(`# References\n\n${entries.join('\n')}\n`).toMatchFileSnapshot(
      `${PUBLIC}/learn/references.txt`,
    );
  });

  it('llms.txt lists all of them', async () => {
    const lessons = LESSONS.map(({ id, title, promise }) => `- [${title}](./learn/${id}.txt): ${promise}`);
    const text = `# Batchmates

> A web page that runs a real language model on the visitor's own GPU with WGSL kernels and shows, down to the bit, how the other requests in a batch change a model's answer, and what it costs to stop that. Static, no account; what is shown was computed, nothing is simulated.

The page needs JavaScript. What it teaches stands here as plain text.

## Lessons

- [The story in two minutes](./learn/story.txt): from two sums to another word.
${lessons.join('\n')}

## Reference

- [Glossary](./learn/glossary.txt): every term that the lab uses.
- [References](./learn/references.txt): the works that the lessons lean on.

## Addresses in the page

- \`./#\`: the lab. \`./#learn\`: the lessons. \`./#learn/story\`: the story. \`./#learn/teachers\`: for teachers. \`./#claims\`: published claims and what was measured of each. \`./#kernels\`: the kernels and their plans. \`./#bench\`: what they cost. \`./#census\`: what adapters do where WGSL leaves it open.
`;
    await expect(text).toMatchFileSnapshot(`${PUBLIC}/llms.txt`);
  });
});

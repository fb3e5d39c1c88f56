import { lazy, Suspense } from 'react';
import type { PageProps } from '../shell/pages.tsx';
import tables from '../styles/tables.module.css';
import { LessonList } from './lesson-list.tsx';
import { LessonView } from './lesson-view.tsx';
import { LESSONS } from './lessons.ts';

const GlossaryPage = lazy(async () => ({
  default: (await import('../glossary/glossary-page.tsx')).GlossaryPage,
}));

/** `#learn`: the lessons; `#learn/<lesson>/<step>`: one of them; `#learn/glossary/<term>`: the words. */
export function LearnPage({ path: [name, ...rest] }: PageProps) {
  if (name === undefined || name === '') return <LessonList />;
  if (name === 'glossary') {
    return (
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        <GlossaryPage term={rest[0] ?? null} />
      </Suspense>
    );
  }
  const lesson = LESSONS.find(({ id }) => id === name);
  if (!lesson) return <LessonList missing={`There is no lesson “${name}”.`} />;
  return <LessonView key={lesson.id} lesson={lesson} step={rest[0] || null} />;
}

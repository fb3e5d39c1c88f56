import { lazy, Suspense } from 'react';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import { LessonList } from './lesson-list.tsx';
import { LessonView } from './lesson-view.tsx';
import { LESSONS } from './lessons.ts';

const GlossaryPage = lazy(async () => ({
  default: (await import('./glossary/glossary-page.tsx')).GlossaryPage,
}));

const ReferencesPage = lazy(async () => ({
  default: (await import('./references/references-page.tsx')).ReferencesPage,
}));

/** `#learn`: the lessons; `#learn/<lesson>/<step>`: one of them; `#learn/glossary/<term>`: the words; `#learn/references/<work>`: the sources. */
export function LearnPage({ path: [name, ...rest] }: PageProps) {
  if (name === undefined || name === '') return <LessonList />;
  if (name === 'glossary' || name === 'references') {
    const entry = rest[0] ?? null;
    return (
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        {name === 'glossary' ? <GlossaryPage term={entry} /> : <ReferencesPage reference={entry} />}
      </Suspense>
    );
  }
  const lesson = LESSONS.find(({ id }) => id === name);
  if (!lesson) return <LessonList missing={`There is no lesson “${name}”.`} />;
  return <LessonView key={lesson.id} lesson={lesson} step={rest[0] || null} />;
}

import { lazy, Suspense } from 'react';
import tables from '../../kit/styles/tables.module.css';
import { useTitle } from '../../kit/use-title.ts';
import type { PageProps } from '../../state/page-address.ts';
import { LessonList } from './lesson-list.tsx';
import { LessonView } from './lesson-view.tsx';
import { LESSONS } from './lessons.ts';

const TITLES = { glossary: 'Glossary - Batchmates', references: 'References - Batchmates' } as const;

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
    return <Words name={name} entry={rest[0] ?? null} />;
  }
  const lesson = LESSONS.find(({ id }) => id === name);
  if (!lesson) return <LessonList missing={`There is no lesson “${name}”.`} />;
  return <LessonView key={lesson.id} lesson={lesson} step={rest[0] || null} />;
}

function Words({ name, entry }: { readonly name: keyof typeof TITLES; readonly entry: string | null }) {
  useTitle(TITLES[name]);
  return (
    <Suspense fallback={<p className={tables.note}>Loading…</p>}>
      {name === 'glossary' ? <GlossaryPage term={entry} /> : <ReferencesPage reference={entry} />}
    </Suspense>
  );
}

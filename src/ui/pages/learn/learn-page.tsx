import { type ComponentType, lazy, Suspense, useLayoutEffect, useMemo } from 'react';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import { addressedSize } from '../../state/settings.ts';
import styles from './lesson.module.css';
import { LessonList } from './lesson-list.tsx';
import { LessonView } from './lesson-view.tsx';
import { LESSONS } from './lessons.ts';
import { partFlags, ReadingContext } from './locks.ts';

/** A page of this area; `entry` is what the address names in it. */
type Page = ComponentType<{ readonly entry: string | null }>;

/** What is no lesson: `#learn/story/<scene>`, `#learn/glossary/<term>`, `#learn/solutions/<lesson>` and so on. */
const PAGES: Readonly<Record<string, Page>> = {
  story: page(async () => (await import('./story/story-page.tsx')).StoryPage),
  glossary: page(async () => {
    const { GlossaryPage } = await import('./glossary/glossary-page.tsx');
    return ({ entry }) => <GlossaryPage term={entry} />;
  }),
  references: page(async () => {
    const { ReferencesPage } = await import('./references/references-page.tsx');
    return ({ entry }) => <ReferencesPage reference={entry} />;
  }),
  teachers: page(async () => (await import('./teachers/teachers-page.tsx')).TeachersPage),
  solutions: page(async () => (await import('./teachers/solutions-page.tsx')).SolutionsPage),
  'own-model': page(async () => (await import('./own-model-page.tsx')).OwnModelPage),
  check: page(async () => (await import('./codes/check-page.tsx')).CheckPage),
};

/** `#learn`: the lessons; `#learn/<lesson>/<step>`: one of them; else one of the pages above. Flags may follow: locks.ts. */
export function LearnPage({ path: asked }: PageProps) {
  const address = asked.join('/');
  // One object while the address is the same: what reads it is not drawn anew.
  const { path, flags } = useMemo(() => partFlags(address.split('/')), [address]);
  const reading = useMemo(() => ({ flags, as: 'lesson' as const }), [flags]);
  const isLocked = flags.locks.includes('lab');
  // Before what the address names is scrolled to, which is elsewhere in another size.
  useLayoutEffect(() => addressedSize(flags.large ? 'large' : null), [flags.large]);
  return (
    <ReadingContext value={reading}>
      <div className={isLocked ? styles.locked : undefined}>
        <Place path={path} />
      </div>
    </ReadingContext>
  );
}

function Place({ path: [name = '', entry] }: PageProps) {
  if (name === '') return <LessonList />;
  if (Object.hasOwn(PAGES, name)) {
    const Content = PAGES[name];
    return (
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        <Content entry={entry || null} />
      </Suspense>
    );
  }
  const lesson = LESSONS.find(({ id }) => id === name);
  if (!lesson) return <LessonList missing={`There is no lesson “${name}”.`} />;
  return <LessonView key={lesson.id} lesson={lesson} step={entry || null} />;
}

function page(load: () => Promise<Page>): Page {
  return lazy(async () => ({ default: await load() }));
}

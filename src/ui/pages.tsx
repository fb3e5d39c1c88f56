import { type ComponentType, lazy, Suspense } from 'react';
import layout from './kit/styles/layout.module.css';
import tables from './kit/styles/tables.module.css';
import { useTitleOf } from './kit/use-title.ts';
import { addActions } from './state/more-actions.ts';
import { PAGE_TITLES, type PageName, type PageProps } from './state/page-address.ts';

/** Each page is loaded when it is opened. */
const CONTENTS: Readonly<Record<PageName, ComponentType<PageProps>>> = {
  load: page(async () => (await import('./pages/load/load-page.tsx')).LoadPage),
  learn: page(async () => (await import('./pages/learn/learn-page.tsx')).LearnPage),
  claims: page(async () => (await import('./pages/claims/claims-page.tsx')).ClaimsPage),
  audit: page(async () => (await import('./pages/audit/audit-page.tsx')).AuditPage),
  kernels: page(async () => (await import('./pages/kernels/kernels-page.tsx')).KernelsPage),
  runs: page(async () => (await import('./pages/runs/runs-page.tsx')).RunsPage),
  bench: page(async () => (await import('./pages/bench/bench-page.tsx')).BenchPage),
  census: page(async () => (await import('./pages/census/census-page.tsx')).CensusPage),
  compare: page(async () => (await import('./pages/compare/compare-page.tsx')).ComparePage),
};

addActions(async () => (await import('./pages/learn/lesson-actions.ts')).lessonActions);
addActions(async () => (await import('./pages/load/load-actions.ts')).loadActions);
addActions(async () => (await import('./pages/claims/claims-actions.ts')).claimsActions);
addActions(async () => (await import('./pages/audit/audit-actions.ts')).auditActions);

export function Page({ name, path }: { readonly name: PageName; readonly path: readonly string[] }) {
  const Content = CONTENTS[name];
  useTitleOf([name, ...path].join('/'), `${PAGE_TITLES[name]} - Batchmates`);
  return (
    <main className={layout.page} tabIndex={-1}>
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        <Content path={path} />
      </Suspense>
    </main>
  );
}

function page(load: () => Promise<ComponentType<PageProps>>) {
  return lazy(async () => ({ default: await load() }));
}

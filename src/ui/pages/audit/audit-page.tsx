import { Suspense } from 'react';
import { visible } from '../../../experiment/visible.ts';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import styles from './audit.module.css';
import { AuditOverview } from './audit-overview.tsx';
import { AUDIT_PARTS } from './parts.ts';

/** `#audit`: what a model costs in service and who would notice; `#audit/<part>/...`: one of `AUDIT_PARTS`. */
export function AuditPage({ path: [segment = '', ...path] }: PageProps) {
  const part = AUDIT_PARTS.find((each) => each.segment === segment);
  return (
    <div className={layout.panels}>
      <nav className={styles.parts} aria-label="Audit">
        <a href="#audit" aria-current={segment === '' ? 'page' : undefined}>
          The audit
        </a>
        {AUDIT_PARTS.map((each) => (
          <a
            key={each.segment}
            href={`#audit/${each.segment}`}
            aria-current={each.segment === segment ? 'page' : undefined}
          >
            {each.title}
          </a>
        ))}
      </nav>
      {segment !== '' && !part && (
        <p className={tables.note} role="alert">
          There is no “{visible(segment)}” in the audit.
        </p>
      )}
      {part ? (
        <Suspense fallback={<p className={tables.note}>Loading…</p>}>
          <part.Content path={path} />
        </Suspense>
      ) : (
        <AuditOverview />
      )}
    </div>
  );
}

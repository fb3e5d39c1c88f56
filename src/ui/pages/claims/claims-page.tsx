import { Suspense } from 'react';
import { visible } from '../../../experiment/visible.ts';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import styles from './claims.module.css';
import { ClaimsEssay } from './claims-essay.tsx';
import { CLAIMS_PARTS } from './parts.ts';

/** `#claims`: what two documents claim and what was measured of it; `#claims/<part>/...`: one of `CLAIMS_PARTS`. */
export function ClaimsPage({ path: [segment = '', ...path] }: PageProps) {
  const part = CLAIMS_PARTS.find((each) => each.segment === segment);
  return (
    <div className={layout.panels}>
      <PartLinks segment={segment} />
      {segment !== '' && !part && (
        <p className={tables.note} role="alert">
          There is no “{visible(segment)}” among the claims.
        </p>
      )}
      {part ? (
        <Suspense fallback={<p className={tables.note}>Loading…</p>}>
          <part.Content path={path} />
        </Suspense>
      ) : (
        <ClaimsEssay />
      )}
    </div>
  );
}

function PartLinks({ segment }: { readonly segment: string }) {
  const links = CLAIMS_PARTS.filter(({ title }) => title !== null);
  if (links.length === 0) return null;
  return (
    <nav className={styles.parts} aria-label="Claims">
      <a href="#claims" aria-current={segment === '' ? 'page' : undefined}>
        The claims
      </a>
      {links.map((each) => (
        <a
          key={each.segment}
          href={`#claims/${each.segment}`}
          aria-current={each.segment === segment ? 'page' : undefined}
        >
          {each.title}
        </a>
      ))}
    </nav>
  );
}

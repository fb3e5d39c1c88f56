import { useEffect } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { claimOf } from '../../../studies/claims/claims.ts';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useTitle } from '../../kit/use-title.ts';
import type { PageProps } from '../../state/page-address.ts';
import { ClaimCard } from './claim-card.tsx';
import { EngineField } from './engine-field.tsx';
import { useShipped } from './use-shipped.ts';

/** `#claims/claim/<id>`: one claim with all that there is to say of it. */
export function ClaimPage({ path: [id = ''] }: PageProps) {
  useShipped();
  const claim = claimOf(id);
  useTitle(claim ? `${claim.says} - Claims - Batchmates` : 'Claims - Batchmates');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another claim is read from its beginning.
  useEffect(() => void window.scrollTo(0, 0), [id]);
  return (
    <>
      <div className={layout.pageHead}>
        <h2>A claim</h2>
        <p>
          <a href="#claims">All claims</a>
        </p>
      </div>
      {claim ? (
        <>
          {claim.short && <EngineField />}
          <ClaimCard claim={claim} open />
        </>
      ) : (
        <p className={tables.note} role="alert">
          There is no claim “{visible(id)}” here.
        </p>
      )}
    </>
  );
}

import type { ReactNode } from 'react';

export function PrintButton({ children }: { readonly children: ReactNode }) {
  return (
    <p data-part="print">
      <button type="button" onClick={() => window.print()}>
        {children}
      </button>
    </p>
  );
}

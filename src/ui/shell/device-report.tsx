import { useEffect, useState } from 'react';
import { CopyText } from '../areas/share/copy-text.tsx';
import tables from '../kit/styles/tables.module.css';
import { labStore } from '../state/lab-store.ts';
import { type AdapterFacts, adapterFacts, reportText } from './report-text.ts';

/** Everything about this device that whoever reads a bug report asks for; nothing of the experiment is in it. */
export function DeviceReport() {
  const [facts, setFacts] = useState<AdapterFacts | null | undefined>(undefined);
  useEffect(() => void adapterFacts().then(setFacts), []);
  if (facts === undefined) return <p className={tables.note}>Asking the adapter for its limits…</p>;
  const text = reportText(labStore.getState(), facts, {
    page: `${location.origin}${location.pathname}`,
    browser: navigator.userAgent,
    secure: isSecureContext,
  });
  return (
    <>
      <p className={tables.note}>To paste into a bug report. It holds no prompt and no output.</p>
      <CopyText label="Report" text={text} rows={18} />
    </>
  );
}

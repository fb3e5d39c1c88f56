import { useId, useRef, useState } from 'react';
import tables from '../../kit/styles/tables.module.css';
import styles from './share.module.css';

interface CopyTextProps {
  readonly label: string;
  readonly text: string;
  readonly rows?: number;
  /** One line below the text. */
  readonly note?: string | undefined;
}

/** A text to take along: one button copies it, and where the browser forbids that it stands selected instead. */
export function CopyText({ label, text, rows = 2, note }: CopyTextProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const [latest, setLatest] = useState<{ readonly text: string; readonly byHand: boolean } | null>(null);
  const copied = latest?.text === text ? latest : null;
  const copy = async () => {
    const byHand = !(await writeClipboard(text));
    if (byHand) field.current?.select();
    setLatest({ text, byHand });
  };
  return (
    <div className={styles.copy}>
      <div className={styles.copyHead}>
        <label htmlFor={id}>{label}</label>
        <button type="button" onClick={() => void copy()} aria-label={`Copy: ${label}`}>
          {copied && !copied.byHand ? 'Copied' : 'Copy'}
        </button>
      </div>
      <textarea id={id} ref={field} readOnly rows={rows} value={text} spellCheck={false} />
      <p className={`${tables.note} ${styles.note}`} role="status">
        {copied?.byHand
          ? 'The browser forbids copying here: the text is selected, copy it by keyboard or menu.'
          : note}
      </p>
    </div>
  );
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Forbidden, or no secure page: the caller shows the text.
    return false;
  }
}

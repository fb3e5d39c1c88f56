import { type ReactNode, useEffect, useId, useRef } from 'react';
import controls from './styles/controls.module.css';
import dialogStyles from './styles/dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
}

/** A modal of the browser's own: it keeps the focus, closes on Escape and gives the focus back. Empty while closed. */
export function Dialog({ open, onClose, title, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (open && !element.current?.open) element.current?.showModal();
    if (!open) element.current?.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      className={dialogStyles.dialog}
      aria-labelledby={titleId}
      onClose={() => {
        // The event comes late: by then another dialog may be open in this one's place, or this one again.
        if (open && !element.current?.open) onClose();
      }}
      onClick={(event) => {
        // The backdrop is the dialog itself; whatever is inside is another target.
        if (event.target === element.current) onClose();
      }}
      onKeyDown={(event) => {
        // Until the next frame the focus may lie in a dialog that has closed: keys are the page's again.
        if (event.currentTarget.open) event.stopPropagation();
      }}
    >
      {open && (
        <div className={dialogStyles.dialogBody}>
          <header className={dialogStyles.dialogHead}>
            <h2 id={titleId}>{title}</h2>
            <button type="button" className={controls.quiet} onClick={onClose} aria-label="Close">
              ✕
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}

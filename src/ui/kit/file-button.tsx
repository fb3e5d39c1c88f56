import { type ChangeEvent, useId } from 'react';
import controls from './styles/controls.module.css';

interface FileButtonProps {
  /** Of the field for those who hear the page: which file. */
  readonly label: string;
  readonly words: string;
  readonly accept?: string;
  readonly primary?: boolean;
  readonly take: (file: File) => void;
}

/** A button that has one file chosen. */
export function FileButton({ label, words, accept, primary = false, take }: FileButtonProps) {
  const id = useId();
  const open = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file) take(file);
    // The same file chosen again, after it was mended, is a change too.
    event.target.value = '';
  };
  return (
    <>
      <input id={id} type="file" hidden accept={accept} onChange={open} aria-label={label} />
      <button
        type="button"
        className={primary ? controls.primary : ''}
        onClick={() => document.getElementById(id)?.click()}
      >
        {words}
      </button>
    </>
  );
}

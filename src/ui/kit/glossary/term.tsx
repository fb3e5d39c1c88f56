import { type FocusEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './term.module.css';
import type { TermEntry } from './term-entry.ts';
import type { TermId } from './terms.ts';

interface TermProps {
  readonly id: TermId;
  /** The word as it stands in the sentence; the term's own name where it is left out. */
  readonly children: ReactNode;
}

/** How long the pointer rests on a word before its meaning shows, and how long it may take to the meaning itself. */
const [SHOW_MS, LEAVE_MS] = [250, 200];
const GAP = 6;
const EDGE = 8;

/** A word with its meaning: under the pointer, with the focus, or at a tap. Escape closes it; nothing beneath it is lost. */
export function Term({ id, children }: TermProps) {
  const [open, setOpen] = useState(false);
  /** By a press: only then does Tab lead into the meaning, so that a word is one stop on the way past it. */
  const [asked, setAsked] = useState(false);
  const entry = useEntry(id, open);
  const word = useRef<HTMLButtonElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const timer = useRef<number>(undefined);
  const tipId = useId();
  const after = (wait: number, next: boolean) => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setOpen(next), wait);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    if (!open) setAsked(false);
  }, [open]);
  useEffect(() => {
    if (!open || !entry) return;
    const place = () => word.current && tip.current && placeTip(word.current, tip.current);
    place();
    const options = { capture: true, passive: true };
    window.addEventListener('scroll', place, options);
    return () => window.removeEventListener('scroll', place, options);
  }, [open, entry]);
  useClosing(open, setOpen);
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the word in it is the control; this hears the pointer of both.
    <span
      data-part="term"
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && after(SHOW_MS, true)}
      onPointerLeave={({ pointerType }) => pointerType === 'mouse' && after(LEAVE_MS, false)}
      onBlur={leave}
    >
      <button
        type="button"
        className={styles.termWord}
        data-part="term-word"
        ref={word}
        aria-expanded={open}
        aria-describedby={open && entry ? tipId : undefined}
        onFocus={() => word.current?.matches(':focus-visible') && setOpen(true)}
        onClick={() => {
          setOpen(true);
          setAsked(true);
        }}
      >
        {children}
      </button>
      {open && entry && (
        <span ref={tip} id={tipId} className={styles.termTip} data-part="term-tip" popover="manual">
          <b>{entry.name}</b> {entry.means}{' '}
          <a href={`#learn/glossary/${id}`} tabIndex={asked ? undefined : -1} onClick={() => setOpen(false)}>
            Glossary
          </a>
        </span>
      )}
    </span>
  );
}

/** The meanings are fetched with the first word that is asked about. */
function useEntry(id: TermId, wanted: boolean): TermEntry | null {
  const [entry, setEntry] = useState<TermEntry | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    void import('./terms.ts').then(({ TERMS }) => current && setEntry(TERMS[id]));
    return () => {
      current = false;
    };
  }, [id, wanted]);
  return entry;
}

/** Closes at Escape, which then means nothing else, and at a press elsewhere, which means what it always does. */
function useClosing(open: boolean, setOpen: (open: boolean) => void): void {
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    };
    const onPress = ({ target }: Event) => {
      if (!(target instanceof Element && target.closest('[data-part="term"]'))) setOpen(false);
    };
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('pointerdown', onPress, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('pointerdown', onPress, true);
    };
  }, [open, setOpen]);
}

/** Under the word, or over it where there is no room, within the window. */
function placeTip(word: HTMLElement, tip: HTMLElement): void {
  tip.showPopover();
  const at = word.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(Math.max(EDGE, at.left), document.documentElement.clientWidth - width - EDGE);
  const under = at.bottom + GAP;
  const top = under + height > window.innerHeight - EDGE ? Math.max(EDGE, at.top - GAP - height) : under;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}

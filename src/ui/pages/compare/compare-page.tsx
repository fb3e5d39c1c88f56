import { useEffect, useState } from 'react';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import styles from './compare.module.css';
import { freeSide, readFile, SIDES } from './compare-store.ts';
import { ComparisonView } from './comparison-view.tsx';
import { EXAMPLES, openExample } from './examples.ts';
import { SidePlace } from './side-place.tsx';

/** Two runs of anything, from files: nothing of them leaves the page. */
export function ComparePage({ path: [example] }: PageProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const open = (chosen: (typeof EXAMPLES)[number]) => {
    setFailed(null);
    openExample(chosen).catch((error: unknown) => setFailed(String(error)));
  };
  useEffect(() => {
    const named = EXAMPLES.find(({ id }) => id === example);
    if (named) void openExample(named).catch((error: unknown) => setFailed(String(error)));
  }, [example]);
  useFilesFromOutside();
  return (
    <div className={styles.compare}>
      <div className={styles.head}>
        <h2>Compare</h2>
        <p>
          Two runs of anything: where they part, how close it was, and what cannot be said. Nothing leaves
          this page.
        </p>
      </div>
      <div className={styles.places}>
        {SIDES.map((side) => (
          <SidePlace key={side} side={side} />
        ))}
      </div>
      <section className={styles.examples} aria-label="Examples">
        <p className={tables.note}>
          Answers with logprobs (OpenAI’s form, JSON or JSON Lines; vLLM, SGLang), lm-eval samples, logits as
          safetensors or .npy, runs of this lab. No files at hand? Open two real ones, computed earlier on the
          CPU engine:
        </p>
        {EXAMPLES.map((each) => (
          <button key={each.id} type="button" title={each.words} onClick={() => open(each)}>
            {each.title}
          </button>
        ))}
        {failed && <p role="alert">{failed}</p>}
      </section>
      <ComparisonView />
    </div>
  );
}

function takeFiles(files: readonly File[]): void {
  const [first, second] = files;
  if (second) void Promise.all([readFile('a', first, first.name), readFile('b', second, second.name)]);
  else if (first) void readFile(freeSide(), first, first.name);
}

/**
 * Files dropped beside the two places go to the side that is free; of two the first is A. So do files or a text from the clipboard, but
 * for what is pasted into a field.
 */
function useFilesFromOutside(): void {
  useEffect(() => {
    const listeners = { dragover: allowFiles, drop: dropFiles, paste: pasteFiles };
    const entries = Object.entries(listeners) as [string, EventListener][];
    for (const [name, listener] of entries) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) window.removeEventListener(name, listener);
    };
  }, []);
}

function allowFiles(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
}

function dropFiles(event: DragEvent): void {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (event.defaultPrevented || files.length === 0) return;
  event.preventDefault();
  takeFiles(files);
}

function pasteFiles(event: ClipboardEvent): void {
  if (event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable]'))
    return;
  const files = [...(event.clipboardData?.files ?? [])];
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (files.length > 0) takeFiles(files);
  else if (text.trim() !== '') void readFile(freeSide(), new Blob([text]), 'pasted text');
  else return;
  event.preventDefault();
}

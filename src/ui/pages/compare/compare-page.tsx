import { useEffect, useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import styles from './compare.module.css';
import { freeSide, readFile, SIDES, useCompare } from './compare-store.ts';
import { ComparisonView } from './comparison-view.tsx';
import { EXAMPLES, openExample, openFirstExample } from './examples.ts';
import { isRunPart, openKeptRuns } from './kept-side.ts';
import { SidePlace } from './side-place.tsx';

/**
 * Two runs of anything, from files: nothing of them leaves the page. Its address names an example, or kept runs:
 * `#compare/stories`, `#compare/run:<id>/run:<id>`.
 */
export function ComparePage({ path }: PageProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const example = useCompare((state) => state.example);
  const address = path.join('/');
  const attempt = (work: Promise<void>) => {
    setFailed(null);
    work.catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
  };
  useEffect(() => {
    setFailed(null);
    openAddressed(address.split('/')).catch((error: unknown) =>
      setFailed(error instanceof Error ? error.message : String(error)),
    );
  }, [address]);
  useFilesFromOutside();
  return (
    <div className={layout.panels}>
      <div className={layout.pageHead}>
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
          safetensors or .npy, runs of this lab.{' '}
          {example === null ? 'No files at hand? ' : 'What you see is an example. '}
          Real ones, computed earlier on the CPU engine:
        </p>
        {EXAMPLES.map((each) => (
          <button
            key={each.id}
            type="button"
            title={each.words}
            aria-pressed={each.id === example}
            onClick={() => attempt(openExample(each))}
          >
            {each.title}
          </button>
        ))}
        {failed && <p role="alert">{visible(failed)}</p>}
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

async function openAddressed(path: readonly string[]): Promise<void> {
  const named = EXAMPLES.find(({ id }) => id === path[0]);
  if (named) await openExample(named);
  else if (path.some(isRunPart)) await openKeptRuns(path);
  else await openFirstExample();
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

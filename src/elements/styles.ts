/**
 * Colours and type of every element. Each value can be set from outside by its custom property: `--batchmates-a`. Without, it
 * follows the host page's `color-scheme`.
 */
export const SHARED_STYLES = `
:host {
  --a: var(--batchmates-a, light-dark(#1a5bb8, #86b6ff));
  --b: var(--batchmates-b, light-dark(#9c4306, #ffae70));
  --same: var(--batchmates-same, light-dark(#1b7048, #6bcb9c));
  --fork: var(--batchmates-fork, light-dark(#b0124f, #ff86b0));
  --ink: var(--batchmates-ink, light-dark(#1a1c20, #e6e8eb));
  --muted: var(--batchmates-muted, light-dark(#5a5f68, #9ca3ae));
  --line: var(--batchmates-line, light-dark(#dcdcd5, #30353e));
  --ground: var(--batchmates-ground, light-dark(#ffffff, #1b1e24));
  display: block;
  box-sizing: border-box;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 6px;
  color: var(--ink);
  background: var(--ground);
  font: var(--batchmates-font, 0.9375rem/1.5 system-ui, sans-serif);
  overflow-wrap: anywhere;
}
:host([hidden]) { display: none; }
figure { margin: 0; }
figcaption, .note { color: var(--muted); font-size: 0.8125rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
text { fill: var(--muted); font: 11px system-ui, sans-serif; }
p { margin: 0; }
[part~="failure"] { color: var(--fork); }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 4px; padding: 0 0.5em; cursor: pointer; }
:focus-visible { outline: 2px solid var(--a); outline-offset: 2px; }
a { color: inherit; }
`;

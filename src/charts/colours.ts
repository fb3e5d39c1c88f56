/** Name of a colour variable of the style sheet. */
export type ColourVariable = `--${string}`;

const known = new Map<ColourVariable, string>();
const followers = new Set<() => void>();
let watching = false;

/**
 * The value that a colour variable has under the theme in force. Asking the browser settles the styles of the whole page, so
 * that it is asked once a theme.
 */
export function colour(variable: ColourVariable): string {
  watch();
  const value = known.get(variable) ?? resolved(variable);
  known.set(variable, value);
  return value;
}

/** Calls `changed` whenever the theme does; returns how to end that. */
export function followTheme(changed: () => void): () => void {
  watch();
  followers.add(changed);
  return () => followers.delete(changed);
}

function resolved(variable: ColourVariable): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function watch(): void {
  if (watching) return;
  watching = true;
  const forget = () => {
    known.clear();
    for (const changed of followers) changed();
  };
  new MutationObserver(forget).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', forget);
  // Paper is white whatever the theme.
  matchMedia('print').addEventListener('change', forget);
}

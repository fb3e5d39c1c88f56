/** What style sheets and components say of classes, read from their text. */

export interface Selector {
  readonly text: string;
  readonly line: number;
  /** Classes by the name that the sheet gives them. */
  readonly own: readonly string[];
  /** Those that stand in `:global()`. */
  readonly global: readonly string[];
}

/** One for each selector of a list. */
export function selectorsOf(css: string): Selector[] {
  const text = css
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/"[^"\n]*"/g, (string) => string.replace(/[{};,]/g, ' '));
  return [...text.matchAll(/[^{};]+(?=\{)/g)].flatMap((match) => {
    const prelude = match[0].trim();
    // Of at-rules, only @keyframes holds what looks like selectors: `to`, `50%`.
    if (prelude.startsWith('@') || /^(from|to|[\d.]+%)$/.test(prelude)) return [];
    const start = match.index + match[0].indexOf(prelude);
    return outerParts(prelude).map((part) => {
      const global = [...part.matchAll(/:global\(([^)]*)\)/g)].flatMap(([, inner]) => classesOf(inner));
      const own = classesOf(part.replace(/:global\([^)]*\)/g, ''));
      return { text: part, line: lineAt(text, start), own, global };
    });
  });
}

/** What commas outside of brackets part. */
function outerParts(list: string): string[] {
  const commas = [...list].reduce<{ depth: number; at: number[] }>(
    ({ depth, at }, letter, index) => ({
      depth: depth + ('(['.includes(letter) ? 1 : ')]'.includes(letter) ? -1 : 0),
      at: letter === ',' && depth === 0 ? [...at, index] : at,
    }),
    { depth: 0, at: [] },
  ).at;
  return [-1, ...commas].map((from, i) => list.slice(from + 1, commas[i]).trim());
}

function classesOf(selector: string): string[] {
  return [...selector.replace(/"[^"]*"/g, '').matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name);
}

/** The text of strings and templates in an expression, without what is computed, compared or passed to a call. */
export function writtenWords(expression: string): string {
  const strings = [...expression.matchAll(/([=!]==\s*)?'([^'\n]*)'(\s*[=!]==)?/g)]
    .filter(([, before, , after]) => !before && !after)
    .map(([, , text]) => text);
  const templates = [...expression.matchAll(/`([^`]*)`/g)].map(([, text]) =>
    text.replace(/\$\{[^}]*\}/g, ''),
  );
  return [...strings, ...templates].join(' ');
}

/** From an opening brace to the one that closes it. */
export function balanced(text: string, start: number): string {
  for (let depth = 0, at = start; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth === 0) return text.slice(start + 1, at);
  }
  return text.slice(start + 1);
}

/** As Vite's `camelCaseOnly` names a class. */
export function camelCase(name: string): string {
  return name.replace(/-+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** From 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

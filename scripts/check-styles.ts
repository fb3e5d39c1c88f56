/**
 * Checks the classes of the page's style sheets against the components that use them; `npm run lint` runs it.
 * A sheet is a CSS module, whose classes are its own, except those of GLOBAL_SHEETS.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { balanced, camelCase, lineAt, type Selector, selectorsOf, writtenWords } from './style-text.ts';

/** The sheets whose classes and element rules hold everywhere. */
export const GLOBAL_SHEETS: readonly string[] = [
  'src/ui/kit/styles/base.css',
  'src/ui/kit/styles/elements.css',
];

/** Imports every sheet, so that their order is that of the page whichever part of it was loaded first. */
export const ORDER = 'src/ui/sheet-order.ts';

/** CodeMirror names the classes of its elements itself. */
const FOREIGN = /^cm-/;

/** What is wrong between sheets and components, one sentence each; both by their path from the repository's root. */
export function styleFaults(files: ReadonlyMap<string, string>): string[] {
  const sheets = new Map(
    [...files].filter(([path]) => path.endsWith('.css')).map(([path, text]) => [path, selectorsOf(text)]),
  );
  const components = [...files].filter(([path]) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
  const globals = new Set(
    GLOBAL_SHEETS.flatMap((path) => (sheets.get(path) ?? []).flatMap(({ own }) => own)),
  );
  const used = new Map<string, Set<string>>();
  const faults = components.flatMap(([path, text]) => [
    ...usageFaults(path, text, sheets, used),
    ...literalFaults(path, text, globals),
  ]);
  const markup = components.map(([, text]) => text).join('\n');
  const ordered = new Set(
    [...(files.get(ORDER) ?? '').matchAll(/^import '([^'\n]+)';$/gm)].map(([, specifier]) =>
      posix.join(posix.dirname(ORDER), specifier),
    ),
  );
  for (const [path, selectors] of sheets) {
    if (!ordered.has(path)) faults.push(`${path}: has no place in ${ORDER}`);
    faults.push(
      ...(isModule(path)
        ? moduleFaults(path, selectors, globals, used.get(path))
        : globalFaults(path, selectors, sheets)),
      ...partFaults(path, selectors, markup),
    );
  }
  return faults;
}

/** Classes asked of a module that it does not have, and modules used otherwise than by `styles.name`. */
function usageFaults(
  path: string,
  text: string,
  sheets: ReadonlyMap<string, readonly Selector[]>,
  used: Map<string, Set<string>>,
): string[] {
  const imports = text.matchAll(/^import (\w+) from '([^'\n]+\.module\.css)';$/gm);
  return [...imports].flatMap(([, name, specifier]) => {
    const sheet = posix.join(posix.dirname(path), specifier);
    const selectors = sheets.get(sheet);
    if (!selectors) return [`${path}: '${specifier}' is not there`];
    const defined = new Set(selectors.flatMap(({ own }) => own).map(camelCase));
    const asked = used.get(sheet) ?? new Set();
    used.set(sheet, asked);
    const asks = [...text.matchAll(new RegExp(`(?<![\\w.'"/-])${name}\\.(\\w+)`, 'g'))];
    for (const [, property] of asks) asked.add(property);
    const whole = new RegExp(`(?<![\\w.'"/-])${name}\\[|[{(,]\\s*(?:\\.\\.\\.)?${name}\\s*[,)}]`, 'g');
    return [
      ...asks
        .filter(([, property]) => !defined.has(property))
        .map(
          ({ index, 1: property }) =>
            `${path}:${lineAt(text, index)}: ${sheet} has no class for ${name}.${property}`,
        ),
      ...[...text.matchAll(whole)].map(
        ({ index }) =>
          `${path}:${lineAt(text, index)}: use '${name}' by ${name}.class, so that it can be checked`,
      ),
    ];
  });
}

/** A class written as text is a global one. */
function literalFaults(path: string, text: string, globals: ReadonlySet<string>): string[] {
  return [...text.matchAll(/\bclassName=(?:"([^"]*)"|\{)/g)].flatMap((match) => {
    const words = match[1] ?? writtenWords(balanced(text, match.index + match[0].length - 1));
    return words
      .split(/\s+/)
      .filter((word) => word !== '' && !globals.has(word))
      .map(
        (word) =>
          `${path}:${lineAt(text, match.index)}: '${word}' is no class of a global sheet; take it from a module`,
      );
  });
}

/** A module's selectors hold a class of its own, each is used, and what it says of global classes is theirs. */
function moduleFaults(
  path: string,
  selectors: readonly Selector[],
  globals: ReadonlySet<string>,
  used: ReadonlySet<string> | undefined,
): string[] {
  if (!used) return [`${path}: no component imports it by a name`];
  const names = [...new Set(selectors.flatMap(({ own }) => own))];
  return [
    ...names
      .filter((name) => !used.has(camelCase(name)))
      .map((name) => `${path}: no component uses .${name}`),
    ...names.flatMap((name, at) =>
      names
        .slice(0, at)
        .filter((other) => camelCase(other) === camelCase(name))
        .map((other) => `${path}: .${other} and .${name} are both ${camelCase(name)}`),
    ),
    ...selectors.flatMap(({ text, line, own, global }) => [
      ...(own.length > 0
        ? []
        : [`${path}:${line}: '${text}' has no class of this sheet, so that it holds everywhere`]),
      ...global
        .filter((name) => !globals.has(name) && !FOREIGN.test(name))
        .map((name) => `${path}:${line}: no global sheet defines .${name}`),
    ]),
  ];
}

function globalFaults(
  path: string,
  selectors: readonly Selector[],
  sheets: ReadonlyMap<string, readonly Selector[]>,
): string[] {
  if (!GLOBAL_SHEETS.includes(path)) {
    return [`${path}: global sheets are ${GLOBAL_SHEETS.join(' and ')}; name it .module.css`];
  }
  const before = GLOBAL_SHEETS.slice(0, GLOBAL_SHEETS.indexOf(path));
  return [...new Set(selectors.flatMap(({ own }) => own))].flatMap((name) =>
    before
      .filter((other) => sheets.get(other)?.some(({ own }) => own.includes(name)))
      .map((other) => `${path}: .${name} is defined in ${other} too`),
  );
}

/** A part of another component that a sheet names is there under that name. */
function partFaults(path: string, selectors: readonly Selector[], markup: string): string[] {
  return selectors.flatMap(({ text, line }) =>
    [...text.matchAll(/\[data-part="([\w-]+)"\]/g)]
      .filter(([, name]) => !markup.includes(`data-part="${name}"`))
      .map(([, name]) => `${path}:${line}: no component has data-part="${name}"`),
  );
}

function isModule(path: string): boolean {
  return path.endsWith('.module.css');
}

function main(): void {
  const root = resolve(fileURLToPath(import.meta.url), '../..');
  const paths = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(css|tsx?)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const files = new Map(
    paths.map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')] as const),
  );
  const faults = styleFaults(files);
  for (const fault of faults) console.error(fault);
  const sheets = paths.filter((path) => path.endsWith('.css')).length;
  console.log(`Checked ${sheets} style sheets against the components: ${faults.length} faults.`);
  if (faults.length > 0) process.exitCode = 1;
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();

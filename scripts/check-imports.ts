/** Checks what files under src/ import from where; `npm run lint` runs it. The layout is explained in CONTRIBUTING.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders of src in the direction data flows: each imports only from itself and from those before it. */
export const LAYERS: readonly string[] = [
  'numerics',
  'experiment',
  'plan',
  'model',
  'gpu',
  'kernels',
  'engine',
  'reference',
  'results',
  'lab',
  'worker',
  'charts',
  'ui',
  'cli',
];

/** Folders of the page, which the command line does without although it stands last. */
const PAGE_ONLY = ['worker', 'charts', 'ui'];

const IMPORT = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g;

/**
 * What is wrong with the imports of one file, one sentence each.
 * @param path the file's, from the repository's root, with forward slashes: `src/gpu/device.ts`.
 */
export function importFaults(path: string, source: string): string[] {
  const folder = folderOf(path);
  if (folder !== null && layerOf(folder) < 0) {
    return [`${path}: src/${folder} is not in the layout; its folders are ${LAYERS.join(', ')}`];
  }
  return [...source.matchAll(IMPORT)].flatMap((match) => {
    const specifier = match[2];
    const fault = specifier.startsWith('.')
      ? pathFault(folder, posix.join(posix.dirname(path), specifier))
      : packageFault(folder, specifier);
    const line = source.slice(0, match.index).split('\n').length;
    return fault ? [`${path}:${line}: '${specifier}': ${fault}`] : [];
  });
}

function pathFault(folder: string | null, target: string): string | null {
  if (/^(scripts|e2e|bench)\//.test(target)) return 'src imports nothing from scripts, e2e or bench';
  const imported = folderOf(target);
  // Files directly in src start the page and may import any folder; shaders and experiments belong to no folder.
  if (folder === null || imported === null || imported === folder) return null;
  if (folder === 'cli' && PAGE_ONLY.includes(imported))
    return `cli imports nothing from ${PAGE_ONLY.join(', ')}`;
  if (layerOf(imported) >= 0 && layerOf(imported) < layerOf(folder)) return null;
  const allowed = LAYERS.slice(0, layerOf(folder));
  return `${folder} imports only from folders before it (${allowed.join(', ') || 'none'}), not from ${imported}`;
}

function packageFault(folder: string | null, specifier: string): string | null {
  if (folder === null || folder === 'ui') return null;
  if (/^react-dom(\/|$)/.test(specifier)) return 'only src/ui knows the page';
  const isReact = /^react(\/|$)/.test(specifier);
  return isReact && folder !== 'charts' ? 'only src/charts and src/ui know React' : null;
}

/** `gpu` of `src/gpu/device.ts`; null for files directly in src and outside it. */
function folderOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function layerOf(folder: string): number {
  return LAYERS.indexOf(folder);
}

function main(): void {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const faults = files.flatMap((file) =>
    importFaults(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')),
  );
  for (const fault of faults) console.error(fault);
  console.log(`Checked the imports of ${files.length} files: ${faults.length} against the layout.`);
  if (faults.length > 0) process.exitCode = 1;
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();

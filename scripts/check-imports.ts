/** Checks what files under src/ import from where; `npm run lint` runs it. The layout is explained in CONTRIBUTING.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folders of src in the direction data flows: each imports only from itself and from those before it. Where inner folders are
 * named, files directly in the outer one stand above them.
 */
export const LAYERS: readonly string[] = [
  'numerics',
  'wgsl',
  'experiment',
  'model',
  'openai',
  'steps',
  'gpu',
  'kernels',
  'engines',
  'census',
  'results',
  'imports',
  'lab',
  'workbench/cases',
  'workbench/points',
  'workbench/shared',
  'workbench/tester',
  'studies/own-kernels',
  'studies/certificate',
  'studies/microscope',
  'studies/search',
  'studies/importance',
  'studies/tasks',
  'studies/portable',
  'studies/couplings',
  'studies/cliffs',
  'studies/sweep',
  'studies/tracker',
  'bench',
  'audit',
  'studies/claims',
  'report',
  'serve',
  'library',
  'worker',
  'charts',
  'elements',
  'offline',
  'ui/kit',
  'ui/state',
  'ui/areas/run',
  'ui/areas/microscope',
  'ui/areas/fall',
  'ui/areas/compare',
  'ui/areas/compose',
  'ui/areas/investigate',
  'ui/areas/keep',
  'ui/areas/story',
  'ui/areas/share',
  'ui/areas/own-model',
  'ui/shell',
  'ui/lab',
  'ui/pages',
  'ui',
  'cli',
];

/** Folders of the page, which the command line does without although it stands last. */
export const PAGE_ONLY: readonly string[] = ['worker', 'charts', 'elements', 'offline', 'ui'];

const IMPORT = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g;

/**
 * What is wrong with the imports of one file, one sentence each.
 * @param path the file's, from the repository's root, with forward slashes: `src/gpu/device.ts`.
 */
export function importFaults(path: string, source: string): string[] {
  const layer = layerOf(path);
  if (layer === NOWHERE) return [`${path} is in no folder of the layout, which are ${LAYERS.join(', ')}`];
  return [...source.matchAll(IMPORT)].flatMap((match) => {
    const specifier = match[2];
    const fault = specifier.startsWith('.')
      ? pathFault(layer, posix.join(posix.dirname(path), specifier))
      : packageFault(layer, specifier);
    const line = source.slice(0, match.index).split('\n').length;
    return fault ? [`${path}:${line}: '${specifier}': ${fault}`] : [];
  });
}

function pathFault(layer: Layer, target: string): string | null {
  if (/^(scripts|e2e|bench)\//.test(target)) return 'src imports nothing from scripts, e2e or bench';
  const imported = layerOf(target);
  // Files directly in src start the page and may import any folder; shaders and experiments belong to no folder.
  if (layer === null || imported === null || imported === layer) return null;
  if (imported === NOWHERE) return `${posix.dirname(target)} is not in the layout`;
  if (layer === 'cli' && PAGE_ONLY.some((folder) => isWithin(imported, folder)))
    return `cli imports nothing from ${PAGE_ONLY.join(', ')}`;
  if (LAYERS.indexOf(imported) < LAYERS.indexOf(layer)) return null;
  return `${layer} stands before ${imported} in the layout and imports nothing from it`;
}

function packageFault(layer: Layer, specifier: string): string | null {
  if (layer === null || isWithin(layer, 'ui')) return null;
  if (/^react-dom(\/|$)/.test(specifier)) return 'only src/ui knows the page';
  const isReact = /^(react|recharts)(\/|$)/.test(specifier);
  return isReact && layer !== 'charts' ? 'only src/charts and src/ui know React' : null;
}

const NOWHERE = '(nowhere)';
/** Null for files directly in src and outside it. */
type Layer = string | null;

/** The innermost folder of the layout that holds a file: `ui/state` for `src/ui/state/lab-store.ts`. */
function layerOf(path: string): Layer {
  const folder = /^src\/(.+)\//.exec(path)?.[1];
  if (folder === undefined) return null;
  const holding = LAYERS.filter((layer) => isWithin(folder, layer));
  return holding.toSorted((a, b) => b.length - a.length)[0] ?? NOWHERE;
}

function isWithin(folder: string, outer: string): boolean {
  return folder === outer || folder.startsWith(`${outer}/`);
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

/**
 * What `npm pack` takes from `lib/`: the command line and the library, bundled for Node.js, the library once more for a page, with source maps,
 * type declarations and the licences of what is inside. npm runs it before it packs (`prepack`).
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { REQUIRE, rawText, sourceAddress } from './cli-bundle.ts';
import { ENTRIES, EXTERNAL, LIB } from './package-entries.ts';
import { writeDeclarations } from './package-types.ts';
import { packageNotices } from './vite/notices.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Wherever the package lies, its files lie as in a checkout: an address of a source is one from the bundle's own folder. */
const installedAddress = sourceAddress((path) => {
  const source = relative(ROOT, path).split(sep).join('/');
  return `new URL(${JSON.stringify(`../../${source}`)}, import.meta.url).href`;
});

/** In a page `x.browser.ts` takes the place of the `x.node.ts` that it stands beside. */
const browserTwins: Plugin = {
  name: 'browser-twins',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.node\.ts$/ }, ({ path, resolveDir }) => {
      const twin = resolve(resolveDir, path).replace(/\.node\.ts$/, '.browser.ts');
      return existsSync(twin) ? { path: twin } : null;
    });
  },
};

const library = Object.fromEntries(ENTRIES.map((name) => [name, `src/library/${name}.ts`]));

const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2023',
  chunkNames: '[name]-[hash]',
  // Not made smaller: Node.js shows a whole line of what an error came from.
  sourcemap: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'error',
  external: [...EXTERNAL],
} as const satisfies BuildOptions;

function forNode() {
  return build({
    ...shared,
    entryPoints: { batchmates: 'src/cli/bin.ts', ...library },
    outdir: `${LIB}/node`,
    platform: 'node',
    banner: { js: REQUIRE },
    plugins: [rawText, installedAddress],
  });
}

function forBrowsers() {
  return build({
    ...shared,
    entryPoints: library,
    outdir: `${LIB}/browser`,
    platform: 'browser',
    plugins: [browserTwins, rawText],
  });
}

/** A map quotes our sources; those of other packages are theirs to hand out. */
function withoutOthersSources({ outputs }: Metafile): void {
  for (const path of Object.keys(outputs).filter((each) => each.endsWith('.map'))) {
    const file = join(ROOT, path);
    const map = JSON.parse(readFileSync(file, 'utf8')) as {
      sources: string[];
      sourcesContent: (string | null)[];
    };
    map.sourcesContent = map.sourcesContent.map((text, i) =>
      map.sources[i].includes('node_modules/') ? null : text,
    );
    writeFileSync(file, JSON.stringify(map));
  }
}

rmSync(join(ROOT, LIB), { recursive: true, force: true });
const made = await Promise.all([forNode(), forBrowsers()]);
for (const { metafile } of made) withoutOthersSources(metafile);
const inside = made.flatMap(({ metafile }) => Object.keys(metafile.inputs)).map((path) => join(ROOT, path));
writeFileSync(join(ROOT, LIB, 'THIRD-PARTY.txt'), packageNotices(ROOT, inside));
writeDeclarations();

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vite';

/**
 * What the lab is in Deno: wherever `x.deno.ts` stands beside `x.node.ts`, it takes its place, and nothing asks at run time where it is.
 * @returns the twin's path; null where the import is of another kind or has no twin.
 */
export function denoTwin(specifier: string, importer: string | undefined): string | null {
  if (importer === undefined || !/^\.{1,2}\/.*\.node\.ts$/.test(specifier)) return null;
  const twin = resolve(dirname(importer), specifier).replace(/\.node\.ts$/, '.deno.ts');
  return existsSync(twin) ? twin : null;
}

/** For Vitest, which runs test files by themselves. */
export const viteTwins: VitePlugin = {
  name: 'deno-twins',
  enforce: 'pre',
  resolveId: (specifier, importer) => denoTwin(specifier, importer),
};

/** For the bundle of the command line. */
export const esbuildTwins: EsbuildPlugin = {
  name: 'deno-twins',
  setup(build) {
    build.onResolve({ filter: /\.node\.ts$/ }, ({ path, importer }) => {
      const twin = denoTwin(path, importer);
      return twin ? { path: twin } : null;
    });
  },
};

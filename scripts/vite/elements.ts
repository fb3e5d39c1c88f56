import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'vite';

const ENTRIES = join(import.meta.dirname, '../../src/elements/entries');

/**
 * Builds every web component into one script of its own, `elements/batchmates-fork.js`, for other pages to include. Their
 * addresses have no hash: they stand in other people's pages.
 */
export function elements(): Plugin {
  return {
    name: 'elements',
    async generateBundle() {
      for (const { fileName, source } of await buildElements())
        this.emitFile({ type: 'asset', fileName, source });
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const name = /^\/(elements\/[a-z-]+\.js)$/.exec(request.url ?? '')?.[1];
        if (name === undefined) return next();
        void buildElements().then((files) => {
          const file = files.find(({ fileName }) => fileName === name);
          if (!file) return next();
          response.setHeader('Content-Type', 'text/javascript');
          response.end(file.source);
        }, next);
      });
    },
  };
}

interface ElementScript {
  readonly fileName: string;
  readonly source: string;
}

export async function buildElements(): Promise<ElementScript[]> {
  const { outputFiles } = await build({
    entryPoints: readdirSync(ENTRIES).map((name) => join(ENTRIES, name)),
    outdir: 'elements',
    bundle: true,
    // A plain script: it may stand in any page, with or without `type="module"`.
    format: 'iife',
    target: 'es2022',
    minify: true,
    // The name alone tells of a class in an error.
    keepNames: false,
    write: false,
  });
  return outputFiles.map(({ path, text }) => ({ fileName: `elements/${basename(path)}`, source: text }));
}

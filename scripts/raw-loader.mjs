/**
 * Lets Node import `x.wgsl?raw` as Vite and Vitest do: a module whose default export is the file's text.
 * Used as `node --import tsx --import ./scripts/raw-loader.mjs file.ts`. It is plain JavaScript because the hook thread of
 * Node 20 loads it without tsx.
 */
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { isMainThread } from 'node:worker_threads';

export function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('?raw')) return nextLoad(url, context);
  const text = readFileSync(new URL(url), 'utf8');
  return { format: 'module', source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
}

// registerHooks (Node 22.15 and later) supersedes register, which newer versions of Node deprecate. register loads this file
// again on the hook thread, where it must not register itself once more.
if (nodeModule.registerHooks) nodeModule.registerHooks({ load });
else if (isMainThread) nodeModule.register(import.meta.url);

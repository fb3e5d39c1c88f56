import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';
import { cliBundle } from './cli-bundle.ts';

const MAIN = 'src/cli/main.ts';

/** Modules that are loaded before a command is known: what is imported by `import()` is not among them. */
function loadedAtStart({ inputs }: Metafile): Set<string> {
  const loaded = new Set([MAIN]);
  for (const path of loaded)
    for (const { path: imported, kind, external } of inputs[path].imports)
      if (kind !== 'dynamic-import' && external !== true) loaded.add(imported);
  return loaded;
}

it('loads the hundreds of modules of statistics only for commands that need them', async () => {
  const { metafile } = await build({ ...cliBundle('lab.mjs'), metafile: true });
  const statistics = (paths: Iterable<string>) =>
    [...paths].filter((path) => path.includes('node_modules/@stdlib/'));
  expect(statistics(Object.keys(metafile.inputs)).length).toBeGreaterThan(100);
  expect(statistics(loadedAtStart(metafile))).toEqual([]);
});

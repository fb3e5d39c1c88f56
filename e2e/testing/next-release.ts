import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

export interface NextRelease {
  readonly folder: string;
  /** What the built release calls each of these, and what the next one does. */
  readonly names: Readonly<Record<'entry' | 'settings' | 'models', readonly [before: string, after: string]>>;
  readonly remove: () => Promise<void>;
}

/** In the next release's model, and in no other. */
export const MARK = 'of-the-next-release';

/**
 * Another release, made of a built one: its first script, one that is loaded later, and its models have other names, as after a
 * change; none of the former names is there any more.
 */
export async function nextRelease(built: string): Promise<NextRelease> {
  const folder = await mkdtemp(join(tmpdir(), 'batchmates-next-'));
  // Source maps, and engines that these tests do not load, are most of a build.
  await cp(built, folder, { recursive: true, filter: (path) => !/\.(map|wasm)$/.test(path) });
  const assets = await readdir(join(folder, 'assets'));
  const script = (start: string): [string, string] => [
    assets.find((name) => name.startsWith(`${start}-`) && name.endsWith('.js'))!,
    `${start}-NextNext.js`,
  ];
  const [models] = await readdir(join(folder, 'models'));
  const names = {
    entry: script('index'),
    settings: script('settings-form'),
    models: [models, 'nextnextnext'],
  } as const;
  for (const [before, after] of [names.entry, names.settings])
    await rename(join(folder, 'assets', before), join(folder, 'assets', after));
  await rename(join(folder, 'models', models), join(folder, 'models', names.models[1]));
  for (const path of await readdir(folder, { recursive: true }))
    if (['.js', '.html'].includes(extname(path)))
      await renameWithin(join(folder, path), Object.values(names));
  await writeFile(join(folder, 'models', names.models[1], 'nano', 'config.json'), JSON.stringify({ MARK }));
  return { folder, names, remove: () => rm(folder, { recursive: true }) };
}

async function renameWithin(path: string, names: readonly (readonly [string, string])[]): Promise<void> {
  const text = await readFile(path, 'utf8');
  const renamed = names.reduce((so, [before, after]) => so.replaceAll(before, after), text);
  // The page has changed with its script's name, and so has its revision in the service worker's list.
  const listed = renamed.replace(
    /("revision":")[0-9a-f]{28}([0-9a-f]{4}","url":"index\.html")/,
    `$1${'0'.repeat(28)}$2`,
  );
  if (listed !== text) await writeFile(path, listed);
}

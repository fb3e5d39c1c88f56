import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** Folders of `public/` whose files the page fetches by address, and the name by which it learns what a build calls them. */
const FOLDERS = { models: 'MODELS_FOLDER', examples: 'EXAMPLES_FOLDER' } as const;

type Folder = keyof typeof FOLDERS;

/**
 * Serves the files of some folders under a hash of all their contents: `models/1a2b3c4d5e6f/nano/config.json`. A page thus never
 * gets another release's: the host has them or says 404. The page reads the names from `import.meta.env`
 * (src/ui/state/data-addresses.ts).
 */
export function hashedFolders(): Plugin {
  let config: ResolvedConfig;
  let hashes: Readonly<Record<Folder, string>>;
  return {
    name: 'hashed-folders',
    apply: 'build',
    config({ root = process.cwd() }) {
      const hashOf = (folder: Folder) => hashFolder(join(root, 'public', folder));
      hashes = { models: hashOf('models'), examples: hashOf('examples') };
      const names = folders().map((folder) => [
        `import.meta.env.${FOLDERS[folder]}`,
        JSON.stringify(`${folder}/${hashes[folder]}/`),
      ]);
      return { define: Object.fromEntries(names) };
    },
    configResolved(resolved) {
      config = resolved;
    },
    /** The page asks for its example before its script has come. */
    transformIndexHtml: (html) => html.replaceAll('"./examples/', `"./examples/${hashes.examples}/`),
    /** Vite has copied `public/` by now; what follows the build, such as the service worker's list of files, sees the new names. */
    async writeBundle() {
      const { root, build } = config;
      for (const folder of folders()) await moveInside(resolve(root, build.outDir, folder), hashes[folder]);
    },
  };
}

function folders(): readonly Folder[] {
  return Object.keys(FOLDERS) as Folder[];
}

/** Twelve digits of a hash over the names and contents of all files below a folder. */
export function hashFolder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) {
    const contents = createHash('sha256').update(readFileSync(path)).digest('hex');
    hash.update(`${path.slice(folder.length).replaceAll('\\', '/')} ${contents}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}

/** All that a folder holds, into a new folder in it. */
async function moveInside(folder: string, name: string): Promise<void> {
  const moved = `${folder}-${name}`;
  await rename(folder, moved);
  await mkdir(folder);
  await rename(moved, join(folder, name));
}

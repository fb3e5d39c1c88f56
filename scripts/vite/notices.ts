import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { packageFolder, readPackage, type ThirdParty } from './packages.ts';

/** Texts for packages that come without one, by the package's name. */
const TEXTS = join(import.meta.dirname, 'licences');

/** Helpers that the build writes into the page, by what their names begin with. */
const HELPERS: Readonly<Record<string, string>> = { '\0vite/': 'vite', '\0rolldown/': 'rolldown' };

/** The file in the built page. */
const NOTICES = 'THIRD-PARTY.txt';

/**
 * Writes the licences of all packages that are in the built page, its workers included. Vite's own `build.license` leaves workers
 * out, and lets a package without a text pass. The build fails where one has neither a text nor a file in `licences/`.
 */
export function thirdPartyNotices(): { readonly page: Plugin; readonly worker: () => Plugin } {
  const folders = new Set<string>();
  let root = '';
  const collect = (bundle: Parameters<Extract<Plugin['generateBundle'], (...args: never) => unknown>>[1]) => {
    for (const file of Object.values(bundle)) {
      for (const id of file.type === 'chunk' ? file.moduleIds : []) {
        const folder = helperFolder(root, id) ?? packageFolder(id);
        if (folder) folders.add(folder);
      }
    }
  };
  const collector = (name: string): Plugin => ({
    name,
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      root = config.root;
    },
    generateBundle: (_, bundle) => collect(bundle),
  });
  const page: Plugin = {
    ...collector('third-party-notices'),
    generateBundle(_, bundle) {
      // Workers are bundled before the page that starts them.
      collect(bundle);
      this.emitFile({ type: 'asset', fileName: NOTICES, source: noticesOf(root, folders) });
    },
  };
  return { page, worker: () => collector('third-party-notices-of-workers') };
}

/** The licences of the packages that a bundle's modules are of. Throws Error where one has no text. */
export function packageNotices(root: string, modules: readonly string[]): string {
  const folders = modules.map(packageFolder).filter((folder) => folder !== null);
  return noticesOf(root, new Set(folders));
}

function noticesOf(root: string, folders: ReadonlySet<string>): string {
  const packages = [...folders].map((folder) => withText(readPackage(folder)));
  return noticesText(readFileSync(join(root, 'LICENSE'), 'utf8'), packages);
}

function helperFolder(root: string, id: string): string | null {
  const [, name] = Object.entries(HELPERS).find(([prefix]) => id.startsWith(prefix)) ?? [];
  return name === undefined ? null : join(root, 'node_modules', name);
}

function withText(each: ThirdParty): ThirdParty {
  const kept = join(TEXTS, `${each.name.replaceAll('/', '+')}.txt`);
  const text = each.text ?? (existsSync(kept) ? readFileSync(kept, 'utf8').trim() : null);
  // What follows in Vite's file is of its own dependencies, none of which is in a built page.
  return { ...each, text: text?.split('\n# Licenses of bundled dependencies')[0].trim() ?? null };
}

/** Throws Error that names every package without a text. */
export function noticesText(own: string, packages: readonly ThirdParty[]): string {
  const wanting = packages.filter(({ text }) => text === null).map(({ name }) => name);
  if (wanting.length > 0)
    throw new Error(
      `expected a licence text in every package, found none in ${wanting.join(', ')}: put it into scripts/vite/licences/`,
    );
  const named = packages.map((each) => ({ ...each, title: `${each.name} ${each.version}` }));
  const sections = named
    .toSorted((a, b) => (a.title < b.title ? -1 : 1))
    .map(({ title, licence, text }) => `${title} (${licence})\n\n${text}\n`);
  return [HEAD, `Batchmates itself (MIT)\n\n${own.trim()}\n`, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

const HEAD = `What is here is built from the packages below, whose licences ask that their texts
come with every copy. Its shaders are its own; its models were trained for it, and
the card beside each (models/) says on what.
`;

import type { Census } from './census-types.ts';

/** Names that drivers bury in sentences, as files and readers have them. */
const KNOWN: readonly (readonly [pattern: RegExp, slug: string, shown: string])[] = [
  [/swiftshader/i, 'swiftshader', 'SwiftShader'],
  [/llvmpipe|lavapipe/i, 'lavapipe', 'lavapipe'],
  [/basic render|\bwarp\b/i, 'warp', 'WARP'],
];
const UNNAMED = 'unnamed';

type Named = Pick<Census, 'engine' | 'runtime' | 'adapter'>;

/** What a census file is called, but for `.json`: its runtime, then its adapter. */
export function censusName(census: Named): string {
  return `${slug(census.runtime.name)}-${adapterSlug(census)}`;
}

/**
 * What is wrong with a file's name, without `.json`, for the census in it; null where it fits. A second file of like adapters may go on
 * after a dash, and where the browser tells no adapter's name (Firefox) the sender gives one.
 */
export function nameFault(name: string, census: Named): string | null {
  const due = censusName(census);
  const plain = /^[a-z0-9]+(-[a-z0-9]+)+$/.test(name);
  const runtime = `${slug(census.runtime.name)}-`;
  const fits = adapterSlug(census) === UNNAMED ? name.startsWith(runtime) : `${name}-`.startsWith(`${due}-`);
  return plain && fits ? null : `expected a file named ${due}.json, or ${due}-….json, found ${name}.json`;
}

/** As a reader knows it: `Node 22 on SwiftShader`, `Firefox 153 on lavapipe`. `name`: the file's, which may know more. */
export function censusTitle(census: Named, name?: string): string {
  const { engine, runtime } = census;
  const who = [runtime.name, runtime.version.split('.')[0]].filter(Boolean).join(' ');
  if (engine === 'cpu') return `CPU engine in ${who}`;
  return `${who} on ${adapterShown(census, name)}`;
}

function adapterShown(census: Named, name: string | undefined): string {
  const { vendor, architecture, device, description } = census.adapter;
  const told = adapterSlug(census);
  const stem = name?.replace(/\.json$/, '').slice(slug(census.runtime.name).length + 1);
  const given = told === UNNAMED ? stem : told;
  const known = KNOWN.find(([, known]) => known === given);
  const words = [vendor, architecture].filter(Boolean).join(' ');
  return known?.[2] ?? (description || device || words || given || 'an adapter without a name');
}

function adapterSlug({ engine, adapter }: Named): string {
  if (engine === 'cpu') return 'cpu';
  const { vendor, architecture, device, description } = adapter;
  const all = [vendor, architecture, device, description].join(' ');
  const known = KNOWN.find(([pattern]) => pattern.test(all));
  if (known) return known[1];
  const told = [vendor, architecture].filter(Boolean).join(' ') || device || description;
  return slug(told) || UNNAMED;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
}

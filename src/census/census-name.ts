import type { Census } from './census-types.ts';

/** Names that drivers bury in sentences. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/swiftshader/i, 'swiftshader'],
  [/llvmpipe|lavapipe/i, 'lavapipe'],
  [/basic render|\bwarp\b/i, 'warp'],
];

type Named = Pick<Census, 'engine' | 'runtime' | 'adapter'>;

/** What a census file is called, before `.json` and what may follow a dash: its runtime, then its adapter. */
export function censusName({ engine, runtime, adapter }: Named): string {
  return `${slug(runtime.name)}-${engine === 'cpu' ? 'cpu' : adapterSlug(adapter)}`;
}

function adapterSlug({ vendor, architecture, device, description }: Census['adapter']): string {
  const all = [vendor, architecture, device, description].join(' ');
  const known = KNOWN.find(([pattern]) => pattern.test(all));
  if (known) return known[1];
  const told = [vendor, architecture].filter(Boolean).join(' ') || device || description;
  return slug(told) || 'unnamed';
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
}

/** As a reader knows it: `Dawn on SwiftShader`, `Firefox 153 on lavapipe`, `CPU engine in Node`. */
export function censusTitle({ engine, runtime, adapter }: Named): string {
  const who = [runtime.name, runtime.version.split('.')[0]].filter(Boolean).join(' ');
  if (engine === 'cpu') return `CPU engine in ${who}`;
  const words: Record<string, string> = { swiftshader: 'SwiftShader', lavapipe: 'lavapipe', warp: 'WARP' };
  const named = adapterSlug(adapter);
  const { vendor, architecture, device, description } = adapter;
  return `${who} on ${words[named] ?? (description || device || [vendor, architecture].filter(Boolean).join(' ') || 'an adapter without a name')}`;
}

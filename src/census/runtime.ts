import type { CensusRuntime } from './census-types.ts';

/** In the order in which they are looked for: each names those after it too. */
const BROWSERS = [
  ['Edge', /\bEdg\/(\d+)/],
  ['Chromium', /Chrom(?:e|ium)\/(\d+)/],
  ['Firefox', /\bFirefox\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* .*\bSafari\//],
] as const;

/** Of a user agent its browser and major version, and of Node's or Deno's own name (`node 22.1.0`) both: nothing else is kept. */
export function censusRuntime(userAgent: string): CensusRuntime {
  const own = /^(node|deno) (\d+(?:\.\d+)*)$/.exec(userAgent);
  if (own) return { name: own[1] === 'node' ? 'Node' : 'Deno', version: own[2] };
  for (const [name, pattern] of BROWSERS) {
    const found = pattern.exec(userAgent);
    if (found) return { name, version: found[1] };
  }
  return { name: 'another browser', version: '' };
}

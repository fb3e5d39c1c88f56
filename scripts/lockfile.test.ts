import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const packagesOf = (path: string): Readonly<Record<string, LockedPackage>> =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).packages;

describe.each([
  ['package-lock.json', packagesOf('../package-lock.json')],
  ['bench/rot/package-lock.json', packagesOf('../bench/rot/package-lock.json')],
])('%s', (_, packages) => {
  it('names no registry, so that everyone installs from their own', () => {
    expect(Object.keys(packages).filter((path) => packages[path].resolved !== undefined)).toEqual([]);
  });

  it("holds every platform's optional packages, without which npm ci refuses it", () => {
    // npm leaves out of the lock what the registry at hand does not offer, such as another system's binary of a new release.
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

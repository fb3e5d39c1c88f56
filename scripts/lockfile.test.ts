import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const packages: Readonly<Record<string, LockedPackage>> = lock.packages;

describe('package-lock.json', () => {
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

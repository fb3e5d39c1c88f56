import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDeno } from './deno.ts';
import { denoTwin } from './deno-twins.ts';

const BINARY = process.platform === 'win32' ? 'deno.exe' : 'deno';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deno-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (...path: string[]) => {
  mkdirSync(join(root, ...path.slice(0, -1)), { recursive: true });
  writeFileSync(join(root, ...path), '');
};

describe('findDeno', () => {
  const find = (...packages: string[]) =>
    findDeno((name) => {
      const known = packages.find((one) => name === `${one}/package.json`);
      if (!known) throw new Error('not found');
      return join(root, name);
    });

  it('names the package that is missing', () => {
    expect(() => find()).toThrow('the npm package "deno" is not installed');
    expect(() => find('deno')).toThrow(
      /^the npm package "@deno\/.+", Deno for this machine, is not installed$/,
    );
  });

  it('takes the binary beside the package, or that of the package for this machine', () => {
    const platform = /"(.+?)"/.exec(String(catchError(() => find('deno'))))![1];
    put(platform, BINARY);
    expect(find('deno', platform)).toBe(join(root, platform, BINARY));
    put('deno', BINARY);
    expect(find('deno', platform)).toBe(join(root, 'deno', BINARY));
  });
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('denoTwin', () => {
  it('takes the place of the file that it stands beside, and of no other', () => {
    put('gpu', 'open.deno.ts');
    const importer = join(root, 'cli', 'main.ts');
    expect(denoTwin('../gpu/open.node.ts', importer)).toBe(join(root, 'gpu', 'open.deno.ts'));
    expect(denoTwin('../gpu/files.node.ts', importer)).toBeNull();
    expect(denoTwin('../gpu/open.ts', importer)).toBeNull();
    expect(denoTwin('webgpu', importer)).toBeNull();
  });
});

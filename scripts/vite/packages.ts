import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A package that others made, with all that its licence asks to be handed on. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** As the package itself names it, such as `MIT`. */
  readonly licence: string;
  /** Its licence files and notices, whole; null where the package has none. */
  readonly text: string | null;
}

const fields = z.object({ name: z.string(), version: z.string(), license: z.string().default('not named') });

const LICENCE_FILE = /^(licen[cs]e|copying|copyright|notice)/i;

/** A file's package: the nearest folder above whose package.json has a name and a version. Null outside of `node_modules`. */
export function packageFolder(file: string): string | null {
  const path = file.replace(/[?#].*$/, '');
  if (path.startsWith('\0') || !/[\\/]node_modules[\\/]/.test(path)) return null;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    // A package may have further ones inside that only say of which kind a folder's modules are.
    if (existsSync(manifest) && fields.safeParse(JSON.parse(readFileSync(manifest, 'utf8'))).success)
      return folder;
  }
  return null;
}

/** Throws ZodError where package.json lacks a name or a version. */
export function readPackage(folder: string): ThirdParty {
  const json: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = fields.parse(json);
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { name, version, licence: license, text: texts.length > 0 ? texts.join('\n\n') : null };
}

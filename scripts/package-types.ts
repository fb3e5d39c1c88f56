import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ENTRIES, LIB } from './package-entries.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SPECIFIER = /((?:from|import)\s*\(?\s*)(["'])(\.{1,2}\/[^"']+)\2/g;

/**
 * Writes the declarations of the library's entries and of all that they name to `lib/types`, a file for each module. Throws Error with what the
 * compiler says.
 */
export function writeDeclarations(): void {
  const made = join(ROOT, '.cache/package-types');
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const config = join(made, 'tsconfig.json');
  const outDir = join(made, 'out');
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir, rootDir: ROOT },
    // Tests bring the later library into the whole program; here are none.
    lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  };
  const files = ENTRIES.map((name) => join(ROOT, `src/library/${name}.ts`));
  writeFileSync(
    config,
    JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [] }),
  );
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the declarations could not be written:\n${stdout}`);
  const entries = ENTRIES.map((name) => join(outDir, `src/library/${name}.d.ts`));
  for (const [path, text] of reached(entries)) {
    const target = join(ROOT, LIB, 'types', relative(join(outDir, 'src'), path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/** Declarations by path, those that others name included, each naming the next as a user's compiler resolves it. */
function reached(entries: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    const from = dirname(path);
    const text = readFileSync(path, 'utf8').replace(
      SPECIFIER,
      (_, before: string, quote: string, name: string) => {
        const next = resolve(from, name.replace(/\.ts$/, '.d.ts'));
        if (!existsSync(next)) throw new Error(`${path}: "${name}" has no declaration`);
        queue.push(next);
        return `${before}${quote}${name.replace(/\.ts$/, '.js')}${quote}`;
      },
    );
    found.set(path, text);
  }
  return found;
}

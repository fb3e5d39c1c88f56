import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

/** Writes what a page opens with as JSON, `name` below public/examples, and tells what it weighs. */
export async function writeExample(name: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value);
  await writeFile(new URL(`../public/examples/${name}`, import.meta.url), `${text}\n`);
  console.log(`public/examples/${name}: ${text.length} bytes, ${gzipSync(text).length} gzipped`);
}

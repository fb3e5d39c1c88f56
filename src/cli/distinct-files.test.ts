import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkDistinct } from './distinct-files.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchmates-distinct-'));
  await writeFile(at('log.csv'), 'a\n1\n');
  await symlink(at('log.csv'), at('link.csv'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('refuses to write over what is read, by another name too', async () => {
  for (const path of [
    at('log.csv'),
    at('link.csv'),
    join(folder, '.', '..', folder.split('/').at(-1)!, 'log.csv'),
  ])
    await expect(checkDistinct({ '--reference': [at('log.csv')] }, { '--json': path })).rejects.toThrow(
      /^--json: .*: expected another file than that of --reference$/,
    );
});

test('refuses two results in one file, which may not be there yet', async () => {
  await expect(checkDistinct({}, { '--json': at('new'), '--csv': at('new') })).rejects.toThrow(
    /^--csv: .*new: expected another file than that of --json$/,
  );
});

test('lets streams and different files be', async () => {
  await checkDistinct(
    { '--reference': at('log.csv'), '--current': at('log.csv') },
    {
      '--json': '-',
      '--csv': '/dev/null',
      '--markdown': '/dev/null',
      '--junit': undefined,
      '--otlp': at('x'),
    },
  );
});

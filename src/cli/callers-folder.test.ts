import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { callersFolder } from './callers-folder.ts';

const ROOT = realpathSync(mkdtempSync(join(tmpdir(), 'root-')));
const CALLER = realpathSync(mkdtempSync(join(tmpdir(), 'caller-')));
afterAll(() => {
  for (const folder of [ROOT, CALLER]) rmSync(folder, { recursive: true });
});

test.each([
  ['npm changed the folder', { INIT_CWD: CALLER, npm_lifecycle_event: 'lab' }, ROOT, CALLER],
  ['npm changed it, for Deno', { INIT_CWD: CALLER, npm_lifecycle_event: 'lab:wgpu' }, ROOT, CALLER],
  ['npm was called from there', { INIT_CWD: ROOT, npm_lifecycle_event: 'lab' }, ROOT, null],
  ['another script is what npm runs', { INIT_CWD: CALLER, npm_lifecycle_event: 'test' }, ROOT, null],
  ['npm runs nothing', { INIT_CWD: CALLER }, ROOT, null],
  ['someone changed the folder again', { INIT_CWD: CALLER, npm_lifecycle_event: 'lab' }, tmpdir(), null],
  ['the folder is gone', { INIT_CWD: join(CALLER, 'gone'), npm_lifecycle_event: 'lab' }, ROOT, null],
])('%s', (_, env, cwd, folder) => {
  expect(callersFolder(env, cwd, ROOT)).toBe(folder);
});

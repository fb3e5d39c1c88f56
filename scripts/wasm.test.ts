import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileModule, MODULES } from './wasm.ts';

test.each(MODULES)('the module that ships is what assembly/$entry compiles to', async (module) => {
  expect(readFileSync(module.file, 'utf8')).toBe(await compileModule(module));
});

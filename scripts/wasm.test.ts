import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileKernels, KERNELS_FILE } from './wasm.ts';

test('the module that ships is what assembly/ compiles to', async () => {
  const shipped = readFileSync(KERNELS_FILE, 'utf8');
  expect(shipped).toBe(await compileKernels());
});

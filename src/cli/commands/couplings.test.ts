import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { couplings } from './couplings.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'couplings-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const { signal } = new AbortController();

/** What is said of a file to compare with, before anything is measured. */
async function refusal(file: string): Promise<string> {
  const args = ['--engine', 'cpu', '--only', 'static', '--beside', file];
  return await couplings.perform(args, signal).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

test('an empty name is no report to compare with', async () => {
  expect(await refusal('')).toBe('--beside: expected a file, found an empty name');
});

test('a report that shares no row is refused by its name', async () => {
  const file = join(FOLDER, 'a.json');
  const cell = { cannot: 'x' };
  const row = { id: 'packing-masked', cells: { shape: cell, content: cell, load: cell } };
  writeFileSync(file, JSON.stringify({ version: 1, model: { name: 'x' }, rows: [row] }));
  expect(await refusal(file)).toMatch(
    /a\.json: expected a row of what is measured here, found none among its 1$/,
  );
});

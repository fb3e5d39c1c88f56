import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { SHIPPED_STUDIES, SHIPPED_TITLES } from './shipped-studies.ts';

it.each(SHIPPED_STUDIES)('%s is called what its file says', async (id) => {
  const { title } = JSON.parse(await readFile(`studies/${id}.json`, 'utf8'));
  expect(SHIPPED_TITLES[id]).toBe(title);
});

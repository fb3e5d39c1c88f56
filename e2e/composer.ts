import type { Locator, Page } from '@playwright/test';

/** The parts of the composer that tests of it reach for. */
export const cards = (page: Page): Locator => page.locator('[data-part="batch"] [data-part="card"]');
export const card = (page: Page, id: string): Locator =>
  page
    .locator('[data-part="batch"] [data-part="card-head"]')
    .filter({ has: page.getByText(id, { exact: true }) });
export const arm = (page: Page, name: string): Locator =>
  page.locator('[data-part="arms"] [data-part="arm-head"]').filter({ hasText: name }).first();
export const undo = (page: Page): Locator => page.getByRole('button', { name: 'Undo' });
export const redo = (page: Page): Locator => page.getByRole('button', { name: 'Redo' });

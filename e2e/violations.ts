import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe finds wrong with a page, or with the part of it that a selector names: a rule and a place each. */
export async function violationsOf(page: Page, within?: string): Promise<string[]> {
  return await analyze(axeOn(page), within);
}

/** The same in the other theme of a page whose violations were looked for in one: colours are all that it changes. */
export async function colourViolationsOf(page: Page, within?: string): Promise<string[]> {
  return await analyze(axeOn(page).withRules(COLOUR_RULES), within);
}

/** Nothing of either in a page: looked at in light, and what the theme changes in dark, where the page is left. Soft: both are named. */
export async function expectNoViolationsInEitherTheme(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect.soft(await violationsOf(page), 'light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect.soft(await colourViolationsOf(page), 'dark').toEqual([]);
}

const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * Every rule, with each element that breaks one; of those that keep it the first. All of them, taken to a page of their own where what
 * frames from elsewhere found would join them, cost more than looking: the lab has no frames.
 */
function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
}

async function analyze(axe: AxeBuilder, within?: string): Promise<string[]> {
  const { violations } = await (within ? axe.include(within) : axe).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
}

import { expect, type Page } from '@playwright/test';

/**
 * Nothing of the page is wider than its window. Asked until it holds: what is drawn to the measured width of its place is as wide
 * as before for the one frame after the window has changed.
 */
export async function expectNoSidewaysScroll(page: Page, message?: string): Promise<void> {
  const { width } = page.viewportSize()!;
  const scrolls = () =>
    page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
  await expect
    .poll(scrolls, { ...(message && { message }) })
    .toEqual({ scrollWidth: width, clientWidth: width });
}

import { expect, type Page, test } from '@playwright/test';
import { checkEffort, DEVICES, type Device, JOURNEYS } from './journeys/journeys.ts';
import { type Tab, Visitor } from './journeys/visitor.ts';

function tabOf(page: Page): Tab {
  return {
    goto: (address) => page.goto(address),
    reload: () => page.reload(),
    goBack: () => page.goBack(),
    evaluate: (work, given) => page.evaluate(work as never, given),
    click: (x, y) => page.mouse.click(x, y),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
  };
}

for (const device of Object.keys(DEVICES) as Device[]) {
  for (const journey of JOURNEYS) {
    test(`${device}: ${journey.name}`, async ({ page, baseURL }) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.setViewportSize(DEVICES[device]);
      const visitor = new Visitor(tabOf(page));
      await journey.walk(visitor, baseURL!);
      checkEffort(journey, device, visitor.effort);
      expect(errors).toEqual([]);
    });
  }
}

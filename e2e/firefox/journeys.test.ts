import type { KeyInput, Page } from 'puppeteer-core';
import { describe, expect, test } from 'vitest';
import { checkEffort, DEVICES, type Device, JOURNEYS } from '../journeys/journeys.ts';
import { type Tab, Visitor } from '../journeys/visitor.ts';
import { describeInFirefox } from './describe-in-firefox.ts';

function tabOf(page: Page): Tab {
  return {
    goto: (address) => page.goto(address),
    reload: () => page.reload(),
    goBack: () => page.goBack(),
    evaluate: (work, given) => page.evaluate(work as never, given as never) as never,
    click: (x, y) => page.mouse.click(x, y),
    press: (key) => page.keyboard.press(key as KeyInput),
    type: (text) => page.keyboard.type(text),
  };
}

/** All ten take longer than CI has: there each is walked on one device. JOURNEYS=all walks the rest too. */
function walkedOn(device: Device) {
  const all = process.env.JOURNEYS === 'all';
  return JOURNEYS.filter((_, index) => all || (device === 'phone') === (index % 2 === 0));
}

describeInFirefox('journeys in Firefox', (firefox) => {
  describe.each(Object.keys(DEVICES) as Device[])('%s', (device) => {
    test.each(walkedOn(device))('$name', async (journey) => {
      const { lab, address } = firefox;
      await lab.page.setViewport(DEVICES[device]);
      const visitor = new Visitor(tabOf(lab.page));
      await journey.walk(visitor, address);
      checkEffort(journey, device, visitor.effort);
      expect(lab.consoleErrors).toEqual([]);
    });
  });
});

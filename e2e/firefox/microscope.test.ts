import { expect, test } from 'vitest';
import { shortExperiment } from '../short-experiment.ts';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, labelled } from './firefox-lab.ts';

describeInFirefox('the microscope in Firefox', (firefox) => {
  test('looks into a step: from the first rounded bit to both trees, which end in the device’s bits', async () => {
    const { lab, address } = firefox;
    await lab.open(address, shortExperiment(4, 'variant'));
    await lab.run();
    const pair = labelled('alone against company');
    await lab.focus({ css: '[role=option][data-index="2"]', inside: pair });
    await lab.page.keyboard.press('Enter');
    await lab.click(button(/^Look into this step/, pair));
    const microscope = labelled('Microscope at token 2');
    const told = await lab.text(microscope, 120_000);
    expect(told).toMatch(/At token 2, the sum of \d+ products in layer 0's/);
    await lab.click(button(/, the first to differ$/, microscope));
    for (const side of ['Reduction in A, alone', 'Reduction in B, company']) {
      await lab.find({
        ...labelled(side, microscope),
        text: /The root equals what the engine computed bit for bit/,
      });
    }
    expect(lab.consoleErrors).toEqual([]);
  });
});

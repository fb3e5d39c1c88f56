import { expect, test } from 'vitest';
import { findLavapipe } from '../../src/gpu/software-vulkan.node.ts';
import { describeInFirefox } from './describe-in-firefox.ts';
import { button, labelled } from './firefox-lab.ts';

/** Of the invariant pair as Mesa's lavapipe computes it, in Firefox and in any other wgpu. */
const ON_LAVAPIPE = /^2:88a73d24/;

describeInFirefox('the needle in Firefox', (firefox) => {
  test('runs on WebGPU, forks where it forks elsewhere, and the invariant pair agrees in every bit', async () => {
    const { lab, address } = firefox;
    await lab.open(address);
    await lab.run();
    const record = await lab.savedRecord();
    expect(record.engine).toBe('webgpu');
    const [variant, invariant] = record.diffs;
    expect(variant.fork).toBe(33);
    await lab.text({ ...labelled('alone against company'), text: /fork at token 33/ });
    expect(invariant).toMatchObject({
      identical: true,
      fork: null,
      differingLogits: 0,
      comparedPositions: 64,
    });
    await lab.text({
      ...labelled('alone-invariant against company-invariant'),
      text: /bit-identical: 64 tokens/,
    });
    const prints = ['alone-invariant', 'company-invariant'].map(
      (name) => record.arms.find((arm) => arm.name === name)!.requests[0].fingerprint,
    );
    expect(prints[1]).toBe(prints[0]);
    if (findLavapipe()) expect(prints[0]).toMatch(ON_LAVAPIPE);
    expect(lab.consoleErrors).toEqual([]);
  });

  test('tokens are reached and opened by keyboard', async () => {
    const { lab } = firefox;
    const pair = labelled('alone against company');
    await lab.focus({ css: '[role=option]', inside: pair });
    await lab.page.keyboard.press('n');
    expect(await lab.focusedLabel()).toMatch(/^token 33: .*the fork/);
    await lab.page.keyboard.press('ArrowLeft');
    await lab.page.keyboard.press('Enter');
    await lab.find({ css: 'h3, h4', text: /^Logits at token 32/, inside: pair });
  });

  test('is cancelled, and the page is ready again', async () => {
    const { lab } = firefox;
    await lab.click(button(/^Run on/));
    await lab.find({ css: 'p', text: /^Running: \d/ });
    await lab.click(button(/^Cancel$/));
    await lab.find({ css: 'p', text: /^Cancelled/ });
    expect(lab.consoleErrors).toEqual([]);
  });
});

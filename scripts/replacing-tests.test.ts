import { expect, it } from 'vitest';
import { replaces, replacingTests } from './replacing-tests.ts';

it.each([
  ['a module', "vi.mock('./client.ts', () => fake);"],
  ['modules that were loaded', 'vi.resetModules();'],
  ['a global', "vi.stubGlobal('fetch', answer);"],
  ['the clock', 'vi.useFakeTimers();'],
  ['a method', "vi.spyOn(device, 'createBuffer');"],
  ['the environment', "process.env.HOME = '/nowhere';"],
  ['what all objects inherit from', "Object.defineProperty(Object.prototype, 'x', {});"],
])('a test that replaces %s does so for others in its process', (_, source) => {
  expect(replaces(source)).toBe(true);
});

it('a test that only makes functions of its own, or reads the environment, replaces nothing', () => {
  expect(replaces('const told = vi.fn(); await vi.waitFor(() => expect(told).toHaveBeenCalled());')).toBe(
    false,
  );
  expect(replaces('const home = process.env.HOME;')).toBe(false);
});

it('finds them by their files', () => {
  const found = replacingTests(['src', 'scripts']);
  expect(found).toContain('src/ui/state/kept.test.ts');
  expect(found).toContain('src/ui/areas/share/plan-versions.test.ts');
  expect(found).toContain('src/engines/webgpu/forward.test.ts');
  expect(found).toContain('src/ui/state/runs/run-files.test.ts');
  expect(found).not.toContain('src/numerics/attention-plan.test.ts');
});

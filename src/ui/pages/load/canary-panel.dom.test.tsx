import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { CanaryLook } from '../../../results/load/load-record.ts';
import { CanaryTest } from '../../../steps/canary-test.ts';
import { type CanaryRule, DEFAULT_SERVING } from '../../../steps/serving.ts';
import { ArmView } from './arm-view.ts';
import { CanaryPanel } from './canary-panel.tsx';
import { canarySeries } from './canary-series.ts';

const RULE: CanaryRule = {
  ...{ kind: 'canary', share: 0.5, seed: 0, alpha: 0.05, least: 10, most: 400 },
  latency: { measure: 'e2el', quantile: 0.5, margin: 1.25 },
  quality: { margin: 0.1 },
};

/** Looks of a canary four times as slow, and the view that has them. */
function tried(): { view: ArmView; looks: CanaryLook[] } {
  const trial = new CanaryTest(RULE);
  const view = new ArmView('arm');
  view.serving = { ...DEFAULT_SERVING, route: { to: {}, by: RULE } };
  for (let i = 0; i < 20 && trial.now.decision === 'continue'; i++) {
    trial.add('control', { ms: 100 + i, passed: i % 3 > 0 });
    const decision = trial.add('canary', { ms: 400 + i, passed: true });
    view.take({ type: 'canary', arm: 'arm', at: i * 100, look: { at: i * 100, step: i, ...decision } });
  }
  return { view, looks: view.looks };
}

it('says what was decided of a canary, when and why, and both endpoints with their intervals', () => {
  const { view, looks } = tried();
  render(<CanaryPanel view={view} looks={looks.length} />);
  expect(screen.getByText(/^Rolled back at step 9, 900 ms, after 10 of its requests and 10/)).toBeDefined();
  const [, latency, answers] = within(screen.getByRole('region', { name: 'Canary, table' })).getAllByRole(
    'row',
  );
  expect(latency.textContent).toMatch(
    /^the median of its times to the last token.*104 ms.*404 ms.*3\.88 times/,
  );
  expect(answers.textContent).toMatch(/^right answers.*60\.0 %.*100\.0 %.*\+40\.0 points.*-10 points$/);
});

it('says that nothing is known yet, and nothing of an arm without one', () => {
  const { view } = tried();
  const fresh = new ArmView('arm');
  fresh.serving = view.serving;
  const { container, rerender } = render(<CanaryPanel view={fresh} looks={0} />);
  expect(screen.getByText(/^On trial with 50 % of the requests: none of its own has ended/)).toBeDefined();
  rerender(<CanaryPanel view={new ArmView('other')} looks={0} />);
  expect(container.textContent).toBe('');
});

it('draws what lies beyond the picture at its edge, and the last look whatever their number', () => {
  const { looks } = tried();
  const [first] = canarySeries(looks, 'latency');
  expect(first).toMatchObject({ at: 0, value: 4, band: [0.25, 16] });
  const many = Array.from({ length: 1001 }, (_, i) => ({ ...looks[0], at: i }));
  const drawn = canarySeries(many, 'quality');
  expect(drawn.length).toBeLessThanOrEqual(241);
  expect(drawn.at(-1)!.at).toBe(1000);
});

import { expect, it } from 'vitest';
import { audited } from './testing/audited.ts';
import type { Faults } from './testing/simulated-server.ts';

const AUDITS = 200;

/** Figures for docs/audit-server.md. */
function say(words: string): void {
  // biome-ignore lint/suspicious/noConsole: they are what the proof is for.
  console.log(words);
}

it.each<[string, (seed: number) => Faults]>([
  ['gives one answer', () => ({})],
  ['differs by itself in 5 % of answers', () => ({ byItself: 0.05 })],
  ['differs by itself in 30 %', () => ({ byItself: 0.3 })],
  ['differs by itself in 50 %', () => ({ byItself: 0.5 })],
  ['differs by itself in 90 %', () => ({ byItself: 0.9 })],
  ['changes once with time', (seed) => ({ driftsAt: 20 + ((seed * 37) % 170) })],
  [
    'changes with time and differs by itself',
    (seed) => ({ driftsAt: 20 + ((seed * 37) % 170), byItself: 0.1 }),
  ],
  ['is two machines that take requests in turn', () => ({ machines: 2 })],
  ['is three machines that take requests in turn', () => ({ machines: 3 })],
])('a server that %s is blamed for a mechanism in at most 5 of 100 audits', async (name, faults) => {
  let blamed = 0;
  for (let seed = 1; seed <= AUDITS; seed++) {
    const { judgement } = await audited(faults(seed), { seed: 7919 * seed });
    if (judgement.mechanisms.some(({ mechanism, verdict }) => mechanism !== 'run' && verdict === 'differs'))
      blamed++;
  }
  say(`${name}: ${blamed} of ${AUDITS} audits blame a mechanism`);
  // 5 % and three standard deviations.
  expect(blamed).toBeLessThanOrEqual(AUDITS * 0.05 + 3 * Math.sqrt(AUDITS * 0.05 * 0.95));
});

it('takes a batch whose answers leave together for one', async () => {
  let blamed = 0;
  for (let seed = 1; seed <= AUDITS; seed++)
    if ((await audited({ batches: 0.5 }, { requests: 400, seed: 7919 * seed })).verdicts.order === 'differs')
      blamed++;
  say(`answers of a batch leave together: ${blamed} of ${AUDITS} audits blame their order`);
  expect(blamed).toBeLessThanOrEqual(AUDITS * 0.05 + 3 * Math.sqrt(AUDITS * 0.05 * 0.95));
});

it('sees what changes half of the answers in most audits of 200 requests', async () => {
  for (const requests of [200, 400])
    for (const share of [0.1, 0.2, 0.3, 0.5, 1]) {
      const seen: string[] = [];
      for (const [mechanism, fault] of [
        ['company', 'inCompany'],
        ['stream', 'streamed'],
        ['cache', 'warm'],
      ] as const) {
        let found = 0;
        for (let seed = 1; seed <= 50; seed++)
          if (
            (await audited({ [fault]: share }, { requests, seed: 101 * seed })).verdicts[mechanism] ===
            'differs'
          )
            found++;
        seen.push(`${mechanism} ${found}`);
        if (share === 1) expect(found).toBe(50);
        if (share === 0.5 && requests === 400) expect(found).toBeGreaterThan(40);
      }
      say(`${requests} requests, a share of ${share}: seen in ${seen.join(', ')} of 50`);
    }
});

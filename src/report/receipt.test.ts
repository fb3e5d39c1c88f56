import { beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { decodeLink, encodeLink } from '../experiment/link.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { runExperiment } from '../lab/run.ts';
import { idModel } from '../lab/testing/fake-engine.ts';
import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import { confirmationsOf } from '../results/portable/confirmations.ts';
import { faultsOf, judgeReceipt, promiseOutcome } from '../results/portable/judge-promise.ts';
import { promisedFingerprints } from '../results/portable/promised.ts';
import { promptMark } from '../results/portable/prompt-mark.ts';
import type { Sent } from '../results/receipt.ts';
import type { RunRecord } from '../results/record.ts';
import { postureLines } from './postures.ts';
import { confirmedWords, excuseWords, promiseReasons, receiptReport } from './receipt.ts';

const model = idModel();
const { hash } = model.checkpoint;
const FAILED: PortableVerdict = { holds: false, step: 'apart', why: 'asked a * b - c, 1 came, 2 was due' };

const experiment = parseExperiment({
  ...{ version: 3, title: 'promised', model: { name: 'tiny', hash } },
  requests: [{ id: 'p', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 4 }],
  arms: [
    { name: 'everywhere', requests: ['p'], kernels: 'portable', dtype: 'f32' },
    { name: 'here', requests: ['p'], kernels: 'invariant', dtype: 'f32' },
  ],
});

/** As an engine of such an adapter would have it recorded. */
const runOn = async (portable?: PortableVerdict | null): Promise<RunRecord> =>
  (
    await runExperiment({
      experiment,
      model,
      engine: new CpuEngine(),
      ...(portable !== undefined && { portable }),
    })
  ).record;

let record: RunRecord;
let sent: Sent;

beforeAll(async () => {
  record = await runOn({ holds: true });
  const [{ requests }, other] = record.arms;
  sent = {
    adapter: 'another adapter',
    rules: ['portable@1', 'invariant@1'],
    prompts: { p: promptMark([1, 2, 3]) },
    fingerprints: {
      'everywhere/p': requests[0].fingerprint,
      'here/p': other.requests[0].fingerprint,
    },
  };
});

const WRONG = `2:${'0'.repeat(64)}`;
const judge = (change: Partial<Sent> = {}, of: RunRecord = record, link = experiment) =>
  judgeReceipt({ ...sent, ...change }, link, of);
const wrong = (change: Partial<Sent> = {}, of?: RunRecord, link?: typeof experiment) =>
  judge({ ...change, fingerprints: { ...sent.fingerprints, 'everywhere/p': WRONG } }, of, link).promised;
const kinds = (lines: ReturnType<typeof wrong>) =>
  lines.flatMap(({ excuses }) => excuses.map(({ kind }) => kind));

describe('a link’s portable fingerprint', () => {
  it('is a promise where it is the same, whatever else differs, and apart from those of adapters', async () => {
    const { promised, others } = judge();
    expect([promised.map(({ stream }) => stream), others.map(({ stream }) => stream)]).toEqual([
      ['everywhere/p'],
      ['here/p'],
    ]);
    expect(promiseOutcome(promised)).toBe('kept');
    expect(promiseOutcome(judge({ prompts: { p: promptMark([1]) } }, await runOn(FAILED)).promised)).toBe(
      'kept',
    );
    const text = receiptReport(judge(), sent, record).join('\n');
    expect(text).toContain('Same bits as everyone’s: 1 of 1');
    expect(text).toContain(
      'Same bits as the sender’s adapter: 1 of 1 fingerprints agree with those from another adapter',
    );
  });

  it('that differs although nothing else does is a fault to report, and the command line fails', () => {
    const lines = wrong();
    expect(promiseOutcome(lines)).toBe('fault');
    expect(promiseReasons(lines)).toEqual([expect.stringContaining('Please report it')]);
    expect(faultsOf({ promised: lines, others: [] })).toEqual([
      "everywhere/p must have the link's portable fingerprint and has another",
    ]);
    expect(faultsOf(judge())).toEqual([]);
  });

  it('makes the link the suspect where others gave what was found here, and nobody what it says', () => {
    const [line] = wrong();
    const by = [{ name: 'Dawn on a GPU', engine: 'webgpu', on: '2026-11-30' }] as const;
    const reasons = (of: string | null) => promiseReasons([line], (print) => (print === of ? [...by] : []));
    expect(reasons(line.found)[0]).toMatch(/found here are those of Dawn on a GPU, .* changed on its way/);
    expect(reasons(line.expected)[0]).toContain('Please report it');
  });

  it.each([
    ['the probe here', 'adapter here', async () => wrong({}, await runOn(FAILED))],
    ['no probe here', 'adapter here', async () => wrong({}, await runOn())],
    ['the sender’s probe', 'adapter there', async () => wrong({ apart: FAILED.why })],
    [
      'another model',
      'model',
      async () => wrong({}, { ...record, model: { ...record.model, hash: `sha256:${'1'.repeat(64)}` } }),
    ],
    ['another release of the rules', 'rules', async () => wrong({ rules: ['portable@2'] })],
    ['another prompt', 'prompt', async () => wrong({ prompts: { p: promptMark([1, 2]) } })],
  ] as const)('that differs is explained by %s', async (_, kind, run) => {
    const lines = await run();
    expect([promiseOutcome(lines), kinds(lines)]).toEqual(['excused', [kind]]);
    expect(promiseReasons(lines).join()).not.toContain('Please report');
  });

  it('is no fault where the link leaves open what was run', () => {
    const unpinned = { ...experiment, model: { name: 'tiny' } };
    const { prompts: _, rules: __, ...bare } = sent;
    const { promised } = judgeReceipt({ ...bare, fingerprints: { 'everywhere/p': WRONG } }, unpinned, record);
    expect(kinds(promised)).toEqual(['unsaid']);
    expect(excuseWords(promised[0].excuses[0])).toBe(
      'The link does not tell the model’s hash, the version of the rules and the prompt’s tokens, so that another one is not excluded.',
    );
  });

  it('says nothing of what did not run', () => {
    const { promised } = judge({ fingerprints: { 'everywhere/q': WRONG } });
    expect(promised).toEqual([]);
    const other = { ...record, arms: record.arms.slice(1) };
    expect(promiseOutcome(judge({}, other).promised)).toBe('open');
  });

  it('travels with its reasons, and without an adapter where it is everyone’s', () => {
    const { adapter: _, ...everyones } = { ...sent, fingerprints: { 'everywhere/p': WRONG } };
    for (const expected of [everyones, { ...sent, apart: FAILED.why }])
      expect(decodeLink(`${encodeLink({ experiment, expected })}`).expected).toEqual(expected);
  });
});

describe('a run of portable arithmetic', () => {
  it('says first and loudly that the probe of its adapter did not hold', async () => {
    const { lost, postures } = await runOn(FAILED);
    expect(lost).toEqual([
      `portable@1 is no promise on this adapter, whose arithmetic is not that of all others: ${FAILED.why} (everywhere)`,
    ]);
    expect(postureLines(postures)).toContain(
      `everywhere: portable: NOT the same bits on every device: the probe of this adapter did not hold: ${FAILED.why}`,
    );
  });

  it('promises nothing that nobody probed, and no fingerprint but where the probe held', async () => {
    const unprobed = await runOn();
    expect([unprobed.lost, promisedFingerprints(unprobed)]).toEqual([[], []]);
    expect(postureLines(unprobed.postures).join()).toContain('this adapter was not probed');
    expect(promisedFingerprints(await runOn(FAILED))).toEqual([]);
    expect(promisedFingerprints(record)).toEqual([
      { stream: 'everywhere/p', fingerprint: sent.fingerprints['everywhere/p'] },
    ]);
    expect(record.postures.map(({ portable }) => portable)).toEqual([{ holds: true }, undefined]);
  });
});

describe('confirmations', () => {
  const by = (name: string) => ({ name, engine: 'webgpu', on: '2026-11-30' }) as const;

  it('name each implementation once, of all runs that gave the fingerprint', () => {
    const list = [
      { fingerprint: WRONG, what: 'nano', by: [by('Dawn on SwiftShader'), by('wgpu on lavapipe')] },
      { fingerprint: WRONG, what: 'nano, alone', by: [by('wgpu on lavapipe')] },
      { fingerprint: 'another', what: 'pico', by: [by('nobody')] },
    ];
    expect(confirmedWords(confirmationsOf(WRONG, list))).toBe('Dawn on SwiftShader, wgpu on lavapipe');
    expect(confirmedWords(confirmationsOf(WRONG, []))).toBe('no other implementation yet');
  });
});

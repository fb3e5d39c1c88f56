import { answerOf, type FrontierRow, frontierOf } from '../../audit/model/frontier.ts';
import type { ModelAudit } from '../../audit/model/model-audit.ts';
import { type RotCost, rotCosts, rotUpgrades } from '../../audit/rot/judge-rot.ts';
import type { RotReport } from '../../audit/rot/rot-report.ts';
import { caseName } from '../../bench/bench-case.ts';
import { holm } from '../../numerics/inference/multiplicity.ts';
import type { Claim, Judgement } from './claim.ts';
import { fixed, percent, times } from './figures.ts';
import { depends, doesNot, holds, notMeasured, undecided } from './judgements.ts';

const AUDIT = 'npm run -s lab -- audit model --engine cpu --json audit.json';
const ROT = 'npm run bench:rot';

/** Whether any precision gives so much of the quality for so little: by time, or by bytes alone. */
function judgeFrontier(audit: ModelAudit): Judgement {
  const batch = Math.max(...audit.variants[0].latencies.map((each) => each.batch));
  const rows = frontierOf(audit, batch);
  const found = `With ${batch} requests at once on ${engineName(audit)}, beside ${audit.variants[0].id}: ${rows.map(rowWords).join('; ')}.`;
  const answer = answerOf(rows);
  if (answer === 'yes') return holds(found);
  return answer === 'no' ? doesNot(found) : undecided(found);
}

function engineName({ engine }: Pick<ModelAudit, 'engine'>): string {
  return engine === 'cpu' ? 'the CPU engine' : 'WebGPU';
}

function rowWords({ id, tasks, text, cost, bytes }: FrontierRow): string {
  const quality = tasks
    ? `${rangeWords(tasks.ratio, 100)} % of the tasks`
    : `${rangeWords(text, 100)} % of the quality by perplexity`;
  const weights = bytes === null ? '' : ` and ${percent(bytes)} of the bytes`;
  return `${id} ${quality} at ${rangeWords(cost)} of the time${weights}`;
}

/** `0.99 (0.97 to 1.02)` */
function rangeWords(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  by = 1,
): string {
  const text = (number: number) => (by === 1 ? number.toFixed(2) : fixed(by * number));
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/** From this share of a step on it is worth a profile. */
const WORTH_A_LOOK = 0.1;

/** Whether what is no tensor work takes a share of a step that is worth a look. */
function judgeOverhead(audit: ModelAudit): Judgement {
  const told = audit.variants.flatMap(({ id, time }) => (time ? [{ id, time }] : []));
  if (told.length === 0) return undecided('The engine cannot time its operations.');
  const shares = told.map(({ time }) => time.movement + time.overhead);
  const range = (of: (each: (typeof told)[number]) => number) => {
    const all = told.map(of);
    return `${percent(Math.min(...all))} to ${percent(Math.max(...all))}`;
  };
  const found = `Over ${told.length} variants, kernels that move, normalise or choose take ${range(({ time }) => time.movement)} of a decode step of ${told[0].time.batch}, and what is outside kernels ${range(({ time }) => time.overhead)}.`;
  return Math.min(...shares) >= WORTH_A_LOOK ? holds(found) : doesNot(found);
}

const LEVEL = 0.05;

/** Whether any older release is slower, and what upgrades did to bits. */
function judgeRot(report: RotReport): Judgement {
  const costs = rotCosts(report);
  const current = report.releases.at(-1);
  // Of dozens of intervals of 95 % some lie beyond 1 by chance alone.
  const corrected = holm(costs.map(({ p }) => p));
  const by = (tells: (cost: RotCost) => boolean) =>
    costs.filter((cost, i) => corrected[i] <= LEVEL && tells(cost));
  const [slower, faster] = [by(({ ratio }) => ratio.estimate > 1), by(({ ratio }) => ratio.estimate < 1)];
  const upgrades = rotUpgrades(report);
  const other = upgrades.filter(({ otherBits }) => otherBits.length > 0).length;
  const most = slower.toSorted((a, b) => b.ratio.estimate - a.ratio.estimate)[0];
  const worst = most
    ? ` At most ${times(most.ratio.estimate)} the time of ${current}: ${most.release}, ${caseName(most.case)}.`
    : '';
  const found = `Of ${costs.length} pairs of an older onnxruntime-web and ${current}, ${slower.length === 1 ? 'one is' : `${slower.length} are`} told to be slower and ${faster.length} faster, after Holm’s correction.${worst} ${other} of ${upgrades.length} upgrades changed the bits of answers.`;
  if (costs.length === 0) return undecided(found);
  if (slower.length > 0 && faster.length > 0) return depends('release and shape of the step', found);
  if (slower.length > 0) return holds(found);
  return faster.length > 0 ? doesNot(found, 'here upgrades cost time') : undecided(found);
}

const ARTICLE = { document: 'article', quoted: false, place: null, short: null } as const;

/** What the article prescribes, by what the audit measured. */
export const AUDIT_CLAIMS: readonly Claim[] = [
  {
    ...{ ...ARTICLE, id: 'half-the-cost', group: 'cost' },
    says: 'A quantised model keeps 99 % of the quality at 50 % of the cost.',
    source: { checked: 'not given', says: 'A rule of thumb; the article asks that it be audited.' },
    needs: 'tasks, perplexity, bytes and time of every precision, in turn on one device',
    judge: ({ audit }) => (audit ? judgeFrontier(audit) : notMeasured(AUDIT)),
    noShort: 'What a precision costs and keeps takes minutes to tell: the page Audit has a short form of it.',
    full: { command: AUDIT, takes: 'ten minutes' },
    ...{ experiment: '#audit/model', card: 'precision', lesson: 'the-tax' },
  },
  {
    ...{ ...ARTICLE, id: 'profile', group: 'cost' },
    says: 'Profile the request: data movement and overhead cost beside tensor work.',
    source: { checked: 'not given', says: 'Advice; no figure is cited.' },
    needs: 'a decode step, operation by operation, and what lies outside of them',
    judge: ({ audit }) => (audit ? judgeOverhead(audit) : notMeasured(AUDIT)),
    noShort: 'The page Audit traces one request on this device, and measures a model in a short form.',
    full: { command: AUDIT, takes: 'ten minutes' },
    ...{ experiment: '#audit/trace', lesson: 'the-tax' },
  },
  {
    ...{ ...ARTICLE, id: 'dependency-rot', group: 'cost' },
    says: 'Staying on old dependencies costs speed without an alert.',
    source: { checked: 'not given', says: 'Advice; no figure is cited.' },
    needs: 'the same weights in several releases of one runtime, in turn in one page',
    judge: ({ rot }) => (rot ? judgeRot(rot) : notMeasured(ROT)),
    noShort: 'Older releases of a runtime are no part of this page: a bench of its own fetches them.',
    full: { command: ROT, takes: 'twenty minutes' },
    ...{ experiment: '#audit/rot', lesson: 'the-tax' },
  },
];

import type { Claim } from './claim.ts';
import { cellOf, couplingsCommand, MOVES, strongestOf, touchesBits } from './couplings-words.ts';
import { runCommand } from './evidence.ts';
import { milliseconds } from './figures.ts';
import { depends, doesNot, holds, misattributed, notMeasured } from './judgements.ts';
import { PARTS, partingOf, ranArm } from './ran.ts';
import { judgeControl } from './row-claims.ts';

const QUEUES = ['two queues', 'two queues, answers shrink', 'two queues, invariant'];

/** What a service does that is short of time: tiers, budgets, replicas, drafts. */
export const SERVICE_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'sharper-api', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'At peak hours the API answers “sharper” than the consumer product.',
    source: { checked: 'second-hand', says: 'An impression that is repeated; no measurement is cited.' },
    needs: 'one model in two queues, one of them flooded',
    judge: ({ runs }) => {
      const ran = runs['same-model-two-queues'];
      const parted = (arm: string) =>
        ran && partingOf(ran, { arm, request: 'api' }, { arm, request: 'product' });
      const [queues, shrinking, invariant] = QUEUES.map(parted);
      const first = ran && ranArm(ran, 'two queues')?.firstToken;
      if (!first || !queues || !shrinking || !invariant)
        return notMeasured(runCommand('same-model-two-queues'));
      const found = `One model in two queues: the flooded one waits ${milliseconds(first.product)} for its first token, the other ${milliseconds(first.api)}. Their answers to one prompt have ${PARTS[queues.how]} under variant kernels, ${PARTS[invariant.how]} under invariant ones, and ${PARTS[shrinking.how]} where answers shrink with the queue.`;
      if (invariant.how !== 'nothing') return holds(found);
      return queues.how === 'nothing' && shrinking.how === 'nothing'
        ? doesNot(found)
        : depends('kernels that follow the batch, or answers that are cut as the queue grows', found);
    },
    short: { kind: 'run', run: 'same-model-two-queues', arms: QUEUES, crowdMilliseconds: 1250 },
    full: {
      command: runCommand('same-model-two-queues'),
      takes: 'a minute',
    },
    ...{ experiment: '#load/preset/same-model-two-queues', card: 'route', lesson: 'trades' },
  },
  {
    ...{ id: 'effort-cut', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'A service that is short of time lets its model think less, and its answers show it.',
    source: { checked: 'not given', says: 'Listed among the mechanisms; no figure is given.' },
    needs: 'one company at two times, answers whole and shrinking with the queue',
    judge: (evidence) =>
      judgeControl(evidence, {
        ...{ row: 'effort', way: 'load' },
        change: 'Where answers shrink with the queue, others that come at other times move',
        ...{ otherwise: 'where they are whole,', on: 'more than the budget' },
        where: 'where the budget follows the queue',
      }),
    short: { kind: 'couplings', only: ['effort'] },
    full: { command: 'npm run test:proofs -- effort', takes: 'half an hour' },
    ...{ experiment: '#load/preset/same-model-two-queues', card: 'effort', lesson: 'trades' },
  },
  {
    ...{ id: 'smaller-model', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'Under load requests overflow to a smaller model, and its answers are others.',
    source: { checked: 'not given', says: 'Listed among the mechanisms; no figure is given.' },
    needs: 'one company at two times, with and without a replica of smaller weights',
    judge: (evidence) =>
      judgeControl(evidence, {
        ...{ row: 'overflow', way: 'load' },
        change: 'With overflow to weights in q4, others that come at other times move',
        ...{ otherwise: 'with one replica', on: 'more than the replica', where: 'where a service routes so' },
      }),
    short: { kind: 'couplings', only: ['overflow'] },
    full: { command: 'npm run test:proofs -- routing', takes: 'half an hour' },
    ...{ experiment: '#load', card: 'route', lesson: 'trades' },
  },
  {
    ...{ id: 'speculation-moves', document: 'paper', group: 'load', quoted: false, place: '6.5' },
    says: 'Speculative decoding changes answers under load.',
    source: { checked: 'not given', says: 'One of the axes of the experiment that section 6.5 asks for.' },
    needs: 'drafts under either kernel set, in three companies',
    judge: (evidence) => {
      const [variant, invariant] = ['speculation-variant', 'speculation-invariant'].map((id) =>
        strongestOf(evidence, id),
      );
      if (variant === null || invariant === null)
        return notMeasured(couplingsCommand(['speculation-variant', 'speculation-invariant']));
      const found = `With drafts another company moves ${MOVES[variant]} under variant kernels, and ${MOVES[invariant]} under invariant ones.`;
      if (touchesBits(invariant)) return holds(found);
      return touchesBits(variant)
        ? depends('the kernels: where widths have one order of sums, drafts change no bit', found)
        : doesNot(found);
    },
    short: { kind: 'couplings', only: ['speculation-variant', 'speculation-invariant'] },
    full: {
      command: couplingsCommand(['speculation-variant', 'speculation-invariant']),
      takes: 'half a minute',
    },
    ...{ experiment: '#preset/speculation', card: 'speculation', lesson: 'trades' },
  },
  {
    ...{ id: 'verified-speculation', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'Replaying windows of tokens at a fixed shape (LLM-42) gives one answer whatever the load.',
    source: {
      checked: 'as cited',
      says: 'The published method; its figures of overhead are of other engines.',
    },
    needs: 'three companies, verified and not',
    judge: (evidence) => {
      const cells = (['shape', 'content', 'load'] as const).map((way) => cellOf(evidence, 'verified', way));
      const strongest = strongestOf(evidence, 'verified');
      if (strongest === null) return notMeasured(couplingsCommand(['verified']));
      const unverified = cells.some((cell) => touchesBits(cell!.control));
      const found = `Verified, another company moves ${MOVES[strongest]}; not verified ${unverified ? 'its bits' : 'nothing'}.`;
      if (touchesBits(strongest)) return doesNot(found);
      return unverified
        ? holds(found, 'at the price of steps that only verify')
        : depends('whether there is anything to take back', found);
    },
    short: { kind: 'couplings', only: ['verified'] },
    full: { command: couplingsCommand(['verified']), takes: 'half a minute' },
    ...{ experiment: '#load', card: 'verification', lesson: 'the-price' },
  },
  {
    ...{ id: 'speculation-length', document: 'paper', group: 'cost', quoted: false, place: null },
    says: 'A wrong speculation length costs up to 41.2 %; batched verification loses 30 %.',
    source: { checked: 'elsewhere', says: 'Neither number was found in the abstracts that are cited.' },
    needs: 'speed with drafts over speed without, by batch and length',
    judge: ({ weights }) => {
      const found = weights?.speculation.flatMap((report) => report.found) ?? [];
      if (found.length === 0) return notMeasured('npm run -s bench -- --weights');
      const worst = found.toSorted((a, b) => a.ratio - b.ratio)[0];
      const best = found.toSorted((a, b) => b.ratio - a.ratio)[0];
      const loss = 1 - worst.ratio;
      const sentence = `On the CPU engine drafting ${worst.name} tokens at batch ${worst.batch} costs ${Math.round(100 * loss)} % of the speed; the best of ${found.length} settings (${best.name}, batch ${best.batch}) has ${best.ratio.toFixed(2)} times it.`;
      const measured = loss > 0 ? depends('batch, draft and device', sentence) : doesNot(sentence);
      return misattributed('the numbers are not in the abstracts that are cited', measured);
    },
    short: null,
    noShort:
      'Speeds with and without drafts are close and a busy device moves them by more in a minute than drafts do; the whole measurement takes them in turn, many times.',
    full: { command: 'npm run -s bench -- --weights', takes: 'twenty minutes' },
    ...{ experiment: '#bench', card: 'speculation', lesson: 'trades' },
  },
];

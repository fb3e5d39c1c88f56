import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ACTIVATION_DTYPES } from '../../numerics/dtypes.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { type Experiment, NOISE_KINDS, parseExperiment, ROLES } from '../schema.ts';
import {
  addArm,
  changeArm,
  duplicateArm,
  duplicateInvariant,
  moveArm,
  removeArm,
  renameArm,
} from './arms.ts';
import { changeDetails } from './details.ts';
import type { Edited } from './edited.ts';
import { fillCompany } from './fill-company.ts';
import { moveMember, setMember, sortMembers } from './members.ts';
import { muteRequest, seatsOf, unmuteRequest } from './mute.ts';
import { noiseRequests, textRequests } from './new-request.ts';
import { addPair, removePair } from './pairs.ts';
import { pasteMany } from './paste-many.ts';
import {
  addRequests,
  changeRequest,
  duplicateRequest,
  moveRequest,
  removeRequest,
  renameRequest,
} from './requests.ts';
import { rerollNoise } from './reroll.ts';
import { company, edited } from './testing/sound.ts';

/** What an operation draws on: indices wrap around, texts and numbers may be invalid. */
interface Draw {
  readonly i: number;
  readonly j: number;
  readonly text: string;
  readonly number: number;
  readonly yes: boolean;
}

const draw: fc.Arbitrary<Draw> = fc.record({
  i: fc.nat(50),
  j: fc.nat(50),
  text: fc.oneof(fc.string({ maxLength: 70 }), fc.constantFrom('', 'a', 'alone', 'spam-1', 'a\nb\n\nc')),
  number: fc.oneof(
    fc.integer({ min: -2, max: 20 }),
    fc.double({ noDefaultInfinity: false }),
    fc.constant(-0),
  ),
  yes: fc.boolean(),
});

const at = <Entry>(list: readonly Entry[], index: number) => list[index % list.length];

type Operation = (experiment: Experiment, draw: Draw) => Edited;
const request = (experiment: Experiment, { i }: Draw) => at(experiment.requests, i).id;
const arm = (experiment: Experiment, { j }: Draw) => at(experiment.arms, j).name;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  addText: (e, d) => addRequests(e, textRequests(e, [d.text], at(ROLES, d.j)), request(e, d)),
  addNoise: (e, d) =>
    addRequests(e, noiseRequests(e, [{ kind: at(NOISE_KINDS, d.i), seed: d.i, tokens: d.number }])),
  duplicateRequest: (e, d) => duplicateRequest(e, request(e, d)),
  removeRequest: (e, d) => removeRequest(e, request(e, d)),
  moveRequest: (e, d) => moveRequest(e, request(e, d), d.j),
  renameRequest: (e, d) => renameRequest(e, request(e, d), d.text),
  prompt: (e, d) => changeRequest(e, request(e, d), { prompt: d.text }),
  promptIds: (e, d) => changeRequest(e, request(e, d), { promptIds: [d.number] }),
  role: (e, d) => changeRequest(e, request(e, d), { role: at(ROLES, d.j) }),
  arrival: (e, d) => changeRequest(e, request(e, d), { arrival: d.number, bos: d.yes }),
  length: (e, d) => changeRequest(e, request(e, d), { maxNewTokens: d.number, ignoreEos: d.yes }),
  mute: (e, d) => muteRequest(e, request(e, d)),
  unmute: (e, d) => unmuteRequest(e, request(e, d), [{ arm: arm(e, d), place: d.number }]),
  paste: (e, d) => pasteMany(e, d.text, d.yes ? 'line' : 'block', at(ROLES, d.i)),
  fill: (e, d) =>
    fillCompany(e, {
      count: d.number,
      noiseShare: d.i / 50,
      kinds: NOISE_KINDS.slice(d.j % 6),
      least: 1,
      most: 1 + d.j,
      seed: d.i,
      replace: d.yes,
    }),
  reroll: (e, d) => rerollNoise(e, d.i),
  member: (e, d) => setMember(e, arm(e, d), request(e, d), d.yes),
  moveMember: (e, d) => moveMember(e, arm(e, d), at(at(e.arms, d.j).requests, d.i), d.i),
  sortMembers: (e, d) => sortMembers(e, arm(e, d)),
  addArm: (e) => addArm(e),
  duplicateArm: (e, d) => duplicateArm(e, arm(e, d)),
  duplicateInvariant: (e, d) => duplicateInvariant(e, arm(e, d)),
  removeArm: (e, d) => removeArm(e, arm(e, d)),
  renameArm: (e, d) => renameArm(e, arm(e, d), d.text),
  moveArm: (e, d) => moveArm(e, arm(e, d), d.i),
  kernels: (e, d) => {
    const { kernels } = at(e.arms, d.j);
    return changeArm(e, arm(e, d), { kernels: { ...kernels, matmul: at(KERNEL_SETS, d.i) } });
  },
  settings: (e, d) => changeArm(e, arm(e, d), { dtype: at(ACTIVATION_DTYPES, d.i), parallelism: d.number }),
  companies: (e, d) =>
    changeArm(e, arm(e, d), { companies: d.yes ? null : { count: 3, least: d.number, seed: d.i } }),
  addPair: (e, d) => addPair(e, at(e.arms, d.i).name, arm(e, d)),
  removePair: (e, d) => removePair(e, d.i),
  details: (e, d) => changeDetails(e, { title: d.text, description: d.text, temperature: d.number }),
};

const names = Object.keys(OPERATIONS);

it('stays valid through any sequence of edits, and names field and reason of each refusal', () => {
  const tally = Object.fromEntries(names.map((name) => [name, { done: 0, refused: 0 }]));
  const operations = fc.array(fc.tuple(fc.constantFrom(...names), draw), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(operations, (sequence) => {
      let experiment: Experiment = company;
      for (const [name, drawn] of sequence) {
        const before = JSON.stringify(experiment);
        const result = OPERATIONS[name](experiment, drawn);
        expect(JSON.stringify(experiment)).toBe(before);
        tally[name][result.ok ? 'done' : 'refused']++;
        if (result.ok) {
          expect(parseExperiment(result.experiment)).toEqual(result.experiment);
          experiment = result.experiment;
        } else {
          expect(result.problems.length).toBeGreaterThan(0);
          for (const { field, reason } of result.problems) expect(field && reason, name).toBeTruthy();
        }
      }
    }),
    { numRuns: 300 },
  );
  // The property says nothing of an operation that never succeeds.
  expect(Object.entries(tally).filter(([, { done }]) => done === 0)).toEqual([]);
});

const anyExperiment = fc.array(fc.tuple(fc.constantFrom(...names), draw), { maxLength: 20 }).map((sequence) =>
  sequence.reduce<Experiment>((experiment, [name, drawn]) => {
    const result = OPERATIONS[name](experiment, drawn);
    return result.ok ? result.experiment : experiment;
  }, company),
);

const members = ({ arms }: Experiment) => arms.map(({ requests }) => requests);

it('mutes and restores any request to exactly the batches it was in', () => {
  fc.assert(
    fc.property(anyExperiment, fc.nat(50), (experiment, i) => {
      const { id } = at(experiment.requests, i);
      const seats = seatsOf(experiment, id);
      const muted = muteRequest(experiment, id);
      fc.pre(muted.ok && seats.length > 0);
      if (muted.ok)
        expect(members(edited(unmuteRequest(muted.experiment, id, seats)))).toEqual(members(experiment));
    }),
  );
});

it('moves a request there and back without a trace in arms that keep the order of the list', () => {
  fc.assert(
    fc.property(fc.nat(2), fc.nat(2), (from, to) => {
      const { id } = company.requests[from];
      const back = edited(moveRequest(edited(moveRequest(company, id, to)), id, from));
      expect(back.requests).toEqual(company.requests);
      expect(members(back)[1]).toEqual(members(company)[1]);
    }),
  );
});

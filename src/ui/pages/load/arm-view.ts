import { LoadScene } from '../../../charts/load-scene.ts';
import type { ClockName } from '../../../charts/load-time-axis.ts';
import type {
  ArmBegan,
  ArmEnded,
  ClockSet,
  DeviceReplaced,
  LoadEvent,
  ServingSwitched,
} from '../../../lab/load/load-events.ts';
import type {
  CanaryLook,
  LoadArm,
  LoadClock,
  LoadRequest,
  LoadStep,
} from '../../../results/load/load-record.ts';
import { DEFAULT_SERVING, type Serving } from '../../../steps/serving.ts';
import type { Asked, LoadToken, ViewedRequest } from './viewed-request.ts';

/** What concerns an arm as a whole. */
type EventOfArm = ArmBegan | ServingSwitched | ClockSet | DeviceReplaced | ArmEnded;

/** How a request ended, and what its answer was. */
type Ended = Pick<LoadRequest, 'outcome' | 'fingerprint' | 'promptHash'>;

/** A mechanism that was switched in mid-run. */
export interface Switched {
  readonly at: number;
  readonly before: Serving;
  readonly serving: Serving;
}

/**
 * What the page knows of an arm under load: it grows with the run's events, or holds a record. Its arrays stay outside the store, as
 * all that React does not draw entry by entry; `scene.version` tells two states of it apart.
 */
export class ArmView {
  readonly arm: string;
  readonly scene = new LoadScene();
  readonly requests: ViewedRequest[] = [];
  /** Indices of its probes, in order of arrival. */
  readonly probes: number[] = [];
  readonly switches: Switched[] = [];
  /** What went wrong and was mended on the way, in words. */
  readonly notes: string[] = [];
  clock: ClockName = 'virtual';
  /** What a virtual clock's steps cost was measured on; null for a real one. */
  measuredOn: string | null = null;
  serving: Serving = DEFAULT_SERVING;
  /** (plans) by operation, as steps name them by index; live ones come with the record. */
  plans: LoadArm['plans'] = [];
  blocks = 0;
  expected: number | null = null;
  /** Whether it evicts whatever it is switched to. */
  keepsEvicting = false;
  paused = false;
  /** Of a canary's test. */
  readonly looks: CanaryLook[] = [];
  metrics: LoadArm['metrics'] | null = null;
  mechanisms: LoadArm['mechanisms'] | null = null;

  constructor(arm: string) {
    this.arm = arm;
  }

  take(event: LoadEvent): void {
    switch (event.type) {
      case 'arrived':
        this.#arrive(event.request, { ...event, arrived: event.at });
        break;
      case 'admitted': {
        const request = this.requests[event.request];
        request.cached = Math.max(request.cached, event.cached);
        break;
      }
      case 'gave-way':
        this.#giveWay(event.request, event.at, event.how);
        break;
      case 'token':
        this.#token(event.request, event);
        break;
      case 'ended':
        this.#end(event.request, event.at, event);
        break;
      case 'step':
        this.scene.step(event.step);
        this.#look(event.step);
        this.#countLosses(event.step);
        break;
      case 'canary':
        this.looks.push(event.look);
        break;
      default:
        this.#takeOfArm(event);
    }
  }

  /** The request of an id; -1 where there is none. */
  indexOf(id: string): number {
    return this.scene.laneIndex(id);
  }

  /** Takes in an arm of a record. `textOf` gives a token's text. */
  static of(arm: LoadArm, textOf: (token: number) => string): ArmView {
    const view = new ArmView(arm.name);
    view.#clockIs(arm.clock);
    view.serving = arm.serving;
    for (const { at, serving } of arm.switched) {
      view.switches.push({ at, before: view.serving, serving });
      view.serving = serving;
    }
    view.plans = arm.plans;
    view.metrics = arm.metrics;
    view.mechanisms = arm.mechanisms;
    view.looks.push(...(arm.canary?.looks ?? []));
    arm.requests.forEach((request, at) => {
      view.#arrive(at, { ...request, prompt: '' });
      const known = view.requests[at];
      known.cached = request.cached;
      known.preempted = request.preempted;
      known.swapped = request.swapped;
    });
    for (const step of arm.steps) {
      view.scene.step(step);
      view.#look(step);
    }
    arm.requests.forEach((request, at) => {
      const { tokens, tokenTimes, ended } = request;
      tokens.forEach((token, i) => {
        view.#token(at, { at: tokenTimes[i], token, text: textOf(token) });
      });
      if (ended !== null) view.#end(at, ended, request);
    });
    const { held = 0, cached = 0, free = 0 } = arm.steps.at(-1)?.blocks ?? {};
    view.blocks = held + cached + free;
    return view;
  }

  #takeOfArm(event: EventOfArm): void {
    switch (event.type) {
      case 'began':
        this.#clockIs(event.clock);
        this.serving = event.serving;
        this.blocks = event.blocks;
        this.expected = event.expected;
        this.keepsEvicting = event.keepsEvicting ?? false;
        break;
      case 'serving':
        this.switches.push({ at: event.at, before: this.serving, serving: event.serving });
        this.serving = event.serving;
        break;
      case 'clock':
        this.paused = event.paused;
        break;
      case 'device-replaced':
        this.notes.push(`${event.message}: ${event.requests} requests are computed again on a new device`);
        break;
      case 'arm-ended':
        this.metrics = event.metrics;
        this.mechanisms = event.mechanisms;
    }
  }

  #clockIs(clock: LoadClock): void {
    this.clock = clock.kind;
    this.measuredOn = clock.kind === 'virtual' ? clock.table.measuredOn : null;
  }

  #arrive(at: number, { id, role, tier, promptTokens, arrived, prompt }: Asked): void {
    if (role === 'probe' && !this.requests[at]) this.probes.push(at);
    this.requests[at] = {
      ...{ id, role, tier, promptTokens, arrived, prompt, tokens: [], shadows: new Map(), drops: [] },
      ...{ cached: 0, preempted: 0, swapped: 0, outcome: null, ended: null },
      ...{ fingerprint: null, promptHash: null },
    };
    this.scene.arrive({ id, role, tier, promptTokens, arrived });
  }

  #giveWay(at: number, when: number, how: 'recompute' | 'swap'): void {
    this.scene.giveWay(this.requests[at].id, when, how === 'swap' ? 'swapped' : 'preempted');
  }

  /** A step counts once it is taken: its device may have been lost over one that was planned. */
  #countLosses({ preempted, swapped }: Pick<LoadStep, 'preempted' | 'swapped'>): void {
    const toHost = new Set(swapped);
    for (const id of preempted) {
      const request = this.requests[this.indexOf(id)];
      if (request) request[toHost.has(id) ? 'swapped' : 'preempted']++;
    }
  }

  #token(at: number, { token, text, at: when }: LoadToken): void {
    this.requests[at].tokens.push({ token, text, at: when });
    this.scene.token(this.requests[at].id, when);
  }

  #end(at: number, when: number, { outcome, fingerprint, promptHash }: Ended): void {
    const request = this.requests[at];
    request.fingerprint = fingerprint;
    request.promptHash = promptHash ?? null;
    request.outcome = outcome;
    request.ended = when;
    this.scene.finish(request.id, when, outcome.kind);
  }

  /** What the newest step says of probes. */
  #look({ shadows = [], drops = [] }: LoadStep): void {
    for (const shadow of shadows)
      this.requests[this.indexOf(shadow.request)]?.shadows.set(shadow.position, shadow);
    const step = this.scene.steps.length - 1;
    for (const { request, ...drop } of drops)
      this.requests[this.indexOf(request)]?.drops.push({ ...drop, step });
  }
}

import { type ServerDialect, USUAL_DIALECT } from '../../engines/server/body.ts';
import type { ServerAsk, ServerOutcome } from '../../engines/server/server-types.ts';
import { spentAlpha } from '../../numerics/inference/sequential.ts';
import { type AskedMechanism, type Block, type Planned, referenceBlock } from './audit-blocks.ts';
import { MOST_FAILURES } from './audit-limits.ts';
import { type AuditPlan, blocksWithin, fits, looksOf } from './audit-plan.ts';
import type { AuditRecord, Budget, Earlier, EndReason, Look, Mechanism, Reproducer } from './audit-record.ts';
import { findReproducer } from './find-reproducer.ts';
import { firstAsks } from './first-ask.ts';
import { ALPHA, judgeAudit } from './judge-audit.ts';
import { AuditLedger } from './ledger.ts';

/** `tries`: how often it may be sent at most, so that trying again stays within the budget. Rejects only where the signal ends it. */
export type Ask = (ask: ServerAsk, tries: number) => Promise<ServerOutcome>;

export interface AuditProgress {
  readonly requests: number;
  readonly tokens: number;
  readonly budget: Budget;
  readonly doing: Mechanism | 'references' | 'reproducer';
}

export interface AuditOptions {
  readonly url: string;
  readonly model: string;
  readonly twin?: { readonly url: string; readonly model: string } | null;
  /** Default: the usual one. */
  readonly dialect?: ServerDialect;
  /** What the server tells of itself. */
  readonly told?: Readonly<Record<string, unknown>>;
  readonly earlier?: Earlier | null;
  readonly ask: Ask;
  readonly askTwin?: Ask;
  /** Once aborted nothing more is sent, and the record holds what is known. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AuditProgress) => void;
  /** ISO 8601. */
  readonly began: string;
}

/**
 * Sends what was planned, within the budget, and gives the record that `judgeAudit` judges. Blocks of all mechanisms follow each other in
 * turn; what is settled in mid-course leaves its share to the others; the rest makes a company that does something smaller. Never throws for what a server does.
 */
export async function runServerAudit(plan: AuditPlan, options: AuditOptions): Promise<AuditRecord> {
  return await new AuditRun(plan, options).run();
}

/** Ends the sending, from wherever it is. */
class Ended extends Error {
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(reason);
    this.reason = reason;
  }
}

class AuditRun {
  readonly options: AuditOptions;
  readonly #ledger: AuditLedger;
  readonly #notes: string[] = [];
  readonly #blocks = new Map<number, Block>();
  readonly #looks: Look[] = [];
  #plan: AuditPlan;
  #block = 0;
  #reproducer: Reproducer | null = null;
  #doing: AuditProgress['doing'] = 'references';

  constructor(plan: AuditPlan, options: AuditOptions) {
    this.options = options;
    this.#plan = plan;
    this.#ledger = new AuditLedger(plan.budget);
  }

  async run(): Promise<AuditRecord> {
    let ended: EndReason = 'finished';
    try {
      await this.#first();
      await this.#send(referenceBlock(this.#plan));
      await this.#rotations();
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      ended = error.reason;
      this.#look(1);
    }
    return this.#record(ended);
  }

  /** Half of the budget, then what is not kept for the reproducer. */
  async #rotations(): Promise<void> {
    const { budget } = this.#plan;
    const none = { requests: 0, tokens: 0 };
    let rotation = 0;
    for (const { kept, share } of looksOf(budget)) {
      rotation = await this.#until(kept, rotation);
      this.#look(share);
    }
    this.#doing = 'reproducer';
    this.#reproducer = await findReproducer({
      judgement: judgeAudit(this.#record('finished')),
      observations: this.#ledger.observations,
      blocks: this.#blocks,
      answers: this.#ledger.answers,
      fits: (cost) => fits(cost, this.#ledger.spent, budget, none),
      send: (block) => this.#send(block),
    });
  }

  /** Looks at what was seen by now, with what the level still holds; what ends an audit early is none of its verdicts. */
  #look(share: number): void {
    const spent = this.#looks.reduce((sum, { level }) => sum + level, 0);
    const level = spentAlpha(ALPHA, share, 'one') - spent;
    if (level > 1e-12) this.#looks.push({ after: this.#ledger.observations.length, level });
  }

  /** Sends blocks in turn until what is left is `kept`. */
  async #until(kept: Budget, from: number): Promise<number> {
    const plan = this.#plan;
    let rotation = from;
    const open = this.#open();
    const fitting = (cost: Budget) => fits(cost, this.#ledger.spent, plan.budget, kept);
    for (const next of blocksWithin(open, plan, fitting, from)) {
      rotation = next.rotation + 1;
      await this.#send(next.block);
    }
    return rotation;
  }

  #open(): readonly AskedMechanism[] {
    const { mechanisms } = judgeAudit(this.#record('finished'));
    const settled = new Set(
      mechanisms.filter(({ verdict }) => verdict === 'differs').map(({ mechanism }) => mechanism),
    );
    const looked = this.#looks.length > 0;
    return this.#plan.mechanisms.filter((each) => each === 'run' || !looked || !settled.has(each));
  }

  async #first(): Promise<void> {
    const [first] = referenceBlock(this.#plan).groups[0];
    let without: readonly string[] = [];
    const send = (ask: ServerAsk) => this.#asked({ ...first, ask }, 1);
    for await (const tried of firstAsks(first.ask, send)) {
      const planned: Planned = { ...first, arm: 'noise', unit: 'first', ask: tried.ask };
      const { fault } = this.#ledger.take(planned, tried.outcome, this.#block, 1);
      if (!fault) {
        this.#plan = { ...this.#plan, sampling: tried.ask.sampling };
        without = tried.without;
      } else if (fault.kind === 'refused') this.#notes.push(`It refused a request: ${fault.message}`);
      this.#mayGoOn();
    }
    this.#block++;
    if (this.#ledger.failures > 0) throw new Ended('errors');
    for (const words of without) this.#notes.push(`It was asked without ${words}, since it refused them.`);
  }

  async #send(block: Block): Promise<number> {
    const number = this.#block++;
    this.#blocks.set(number, block);
    if (this.#doing !== 'reproducer') this.#doing = number === 1 ? 'references' : block.mechanism;
    for (const group of block.groups) {
      this.#mayGoOn();
      const outcomes = await Promise.all(group.map((each) => this.#asked(each, group.length)));
      for (const [i, outcome] of outcomes.entries())
        this.#ledger.take(group[i], outcome, number, group.length);
      this.#tell();
    }
    return number;
  }

  async #asked({ place, ask }: Planned, width: number): Promise<ServerOutcome> {
    const { ask: askServer, askTwin = askServer, signal } = this.options;
    const send: Ask = place === 'twin' ? askTwin : askServer;
    const left = this.#plan.budget.requests - this.#ledger.spent.requests;
    try {
      const outcome = await send(ask, Math.max(1, Math.floor(left / width)));
      // Whatever is told of a request that was ended half-way is no finding.
      if (!signal?.aborted) return outcome;
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    throw new Ended('cancelled');
  }

  #mayGoOn(): void {
    const { spent, budget, failures } = this.#ledger;
    if (this.options.signal?.aborted) throw new Ended('cancelled');
    if (failures >= MOST_FAILURES) throw new Ended('errors');
    if (spent.requests >= budget.requests || spent.tokens >= budget.tokens) throw new Ended('budget');
  }

  #tell(): void {
    const { spent, budget } = this.#ledger;
    this.options.onProgress?.({ ...spent, budget, doing: this.#doing });
  }

  #record(ended: EndReason): AuditRecord {
    const { url, model, twin = null, earlier = null, began, dialect = USUAL_DIALECT } = this.options;
    const { prompts, sampling, seed, budget, switches, extra, mechanisms } = this.#plan;
    const { observations, answers, fingerprints } = this.#ledger;
    const told = {
      ...this.options.told,
      ...(fingerprints.length > 0 && { system_fingerprint: fingerprints }),
    };
    return {
      ...({ format: 'server-audit@1', url, model, twin, told, earlier, began } as const),
      ...{ dialect, extra, prompts, sampling, seed, budget, switches, observations, answers, ended },
      mechanisms: [...mechanisms, ...(earlier ? (['restart'] as const) : [])],
      notes: this.#notes,
      looks: this.#looks,
      reproducer: this.#reproducer,
    };
  }
}

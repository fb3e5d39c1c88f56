import { type AuditPlan, type AuditWish, planServerAudit } from '../../audit/server/audit-plan.ts';
import { defaultPrompts, readPrompts } from '../../audit/server/audit-prompts.ts';
import type { Budget, Switches } from '../../audit/server/audit-record.ts';
import { type Judgement, judgeAudit } from '../../audit/server/judge-audit.ts';
import { type Ask, type AuditProgress, runServerAudit } from '../../audit/server/run-audit.ts';
import { askServer, lineTo } from '../../engines/server/ask-server.ts';
import { describeServer, type ServerDescription } from '../../engines/server/describe-server.ts';
import { problemOf } from '../../engines/server/place.ts';
import { recognise } from '../../engines/server/recognise.ts';
import { samplingFor } from '../../engines/server/sampling.ts';
import type { ServerFault, ServerPlace } from '../../engines/server/server-types.ts';
import { coldFields, type ServerId, serverOf } from '../../openai/servers.ts';
import { freely, quick, type Running, type Work } from '../method.ts';
import { readAuditRecord } from './read-audit-record.ts';

/** What a server tells of itself without generating anything. */
export interface ServerLook {
  readonly models: readonly string[];
  readonly server: ServerId | null;
  readonly version: string | null;
  /** Why it lists no models; null where it does. */
  readonly fault: ServerFault | null;
}

/** What is to be audited. Keys are in this message and, while it is worked on, in the worker's memory, nowhere else. */
export interface ServerAuditAsk {
  /** Unlike any other's that is under way. */
  readonly id: string;
  readonly place: ServerPlace;
  readonly twin: ServerPlace | null;
  readonly budget: Budget;
  readonly seed: number;
  /** Of each answer, at most. */
  readonly answerTokens: number;
  /** JSON as `readPrompts` reads it; null: the audit's own. */
  readonly prompts: string | null;
  readonly began: string;
}

export type ServerAuditNews =
  /** What the server gives is found out, by short asks. */
  | { readonly type: 'describing'; readonly what: string }
  | { readonly type: 'planned'; readonly phases: AuditPlan['phases']; readonly server: ServerDescription['name'] }
  | ({ readonly type: 'asked' } & AuditProgress);

export interface AuditedServer {
  /** JSON of an `AuditRecord`: what servers tell of themselves has any shape. */
  readonly record: string;
  readonly judgement: Judgement;
}

export function auditServerMethods() {
  const running: Running = new Map();
  return {
    /** Asks a server which models it has and what it is. Ended by `cancel` with its address. */
    look: freely(
      running,
      ({ url }: ServerPlace) => url,
      async ({ signal }: Work, place: ServerPlace): Promise<ServerLook> => {
        const problem = problemOf(place);
        if (problem !== null)
          return { ...NOTHING_SEEN, fault: { kind: 'refused', message: problem, passing: false } };
        const { models, server, version, fetched } = await recognise(lineTo(place, { signal }), place);
        const fault = fetched.find((each) => each.path === '/v1/models')?.fault ?? null;
        return { models: models.map(({ id }) => id), server: server?.id ?? null, version, fault };
      },
    ),

    /**
     * Finds out what a server gives, asks it within the budget and judges what it answered. Cancelled, it judges what it has by then. Throws PromptsError, and
     * RangeError where the budget is too small or no server answers.
     */
    run: freely(
      running,
      ({ id }: ServerAuditAsk) => id,
      async (work: Work<ServerAuditNews>, ask: ServerAuditAsk): Promise<AuditedServer> => {
        const { signal, tell } = work;
        const description = await describeServer(ask.place, {
          signal,
          onProbe: (what) => tell({ type: 'describing', what }),
        });
        const { twin } = ask;
        const plan = planServerAudit(wishOf(ask, description));
        tell({ type: 'planned', phases: plan.phases, server: description.name });
        const { probes: _, ...told } = description;
        const record = await runServerAudit(plan, {
          ...{ url: ask.place.url, model: ask.place.model, began: ask.began, told: { ...told }, signal },
          twin: twin && { url: twin.url, model: twin.model },
          ask: asking(ask.place, description, signal),
          ...(twin && { askTwin: asking(twin, description, signal) }),
          onProgress: (progress) => tell({ type: 'asked', ...progress }),
        });
        return { record: JSON.stringify(record), judgement: judgeAudit(record) };
      },
    ),

    /** Judges the JSON of a record that was kept. Throws where it is none. */
    judge: quick((text: string): AuditedServer => {
      const record = readAuditRecord(text);
      return { record: JSON.stringify(record), judgement: judgeAudit(record) };
    }),

    cancel: quick((id: string): void => {
      running.get(id)?.abort();
    }),
  };
}

const NOTHING_SEEN = { models: [], server: null, version: null } as const;

/** By what the server gives: its own way to compute a prompt anew, parameters that it takes, and log probabilities where it tells any. */
function wishOf(
  { budget, seed, answerTokens, prompts, twin }: ServerAuditAsk,
  { server, gives }: Pick<ServerDescription, 'server' | 'gives'>,
): AuditWish {
  if (!gives.completions && !gives.chat)
    throw new RangeError('it answered neither a completion nor a chat: there is nothing to audit');
  const entry = server === null ? null : serverOf(server);
  const switches: Switches = { cold: entry && coldFields(entry, 'SALT'), plain: null };
  const logprobs = gives.logprobs ? Math.max(1, Math.min(MOST_ALTERNATIVES, gives.alternatives)) : null;
  return {
    prompts:
      prompts === null
        ? defaultPrompts(gives.completions ? 'text' : 'chat')
        : readPrompts(JSON.parse(prompts)),
    ...{ budget, seed, switches, twin: twin !== null },
    sampling: samplingFor(entry, { temperature: 0, seed: 1, max_tokens: answerTokens, logprobs }),
  };
}

const MOST_ALTERNATIVES = 5;

function asking(place: ServerPlace, { server }: Pick<ServerDescription, 'server'>, signal: AbortSignal): Ask {
  const entry = server === null ? null : serverOf(server);
  const dialect = entry && { dialect: entry.dialect };
  return async (ask) => {
    const ids = entry?.ids[ask.prompt.kind === 'chat' ? 'chat' : 'completions'];
    try {
      return await askServer(place, { ...ask, extra: { ...ids, ...ask.extra } }, { signal, ...dialect });
    } catch (error) {
      if (!signal.aborted) throw error;
      // The audit ends there, and keeps what it had.
      const fault = { kind: 'cut', message: 'cancelled', passing: false } as const;
      return { kind: 'failed', ask, attempts: [], fault };
    }
  };
}

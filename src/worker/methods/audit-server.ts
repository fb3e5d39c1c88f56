import { type AuditPlan, greedySampling, planServerAudit } from '../../audit/server/audit-plan.ts';
import { defaultPrompts, readPrompts } from '../../audit/server/audit-prompts.ts';
import type { Budget } from '../../audit/server/audit-record.ts';
import { type Judgement, judgeAudit } from '../../audit/server/judge-audit.ts';
import { switchesOf, toldOf } from '../../audit/server/known-server.ts';
import { type EarlierAudit, readEarlierAudit } from '../../audit/server/read-audit.ts';
import { type Ask, type AuditProgress, runServerAudit } from '../../audit/server/run-audit.ts';
import { askServer, lineTo } from '../../engines/server/ask-server.ts';
import { problemOf } from '../../engines/server/place.ts';
import { recognise } from '../../engines/server/recognise.ts';
import { USUAL_RETRIES } from '../../engines/server/retries.ts';
import type { ServerFault, ServerPlace } from '../../engines/server/server-types.ts';
import type { ServerEntry, ServerId } from '../../openai/servers.ts';
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
  /** Asks the audit's own as chats. */
  readonly chat: boolean;
  /** JSON of the audit before the server was started anew: the same is asked again, whatever is said of prompts and answers. Null: there is none. */
  readonly earlier: string | null;
  readonly began: string;
}

export type ServerAuditNews =
  /** What the server is was found out; nothing was generated for it. */
  | { readonly type: 'planned'; readonly phases: AuditPlan['phases']; readonly server: string | null }
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
     * Asks a server within the budget and judges what it answered. Cancelled, it judges what it has by then. Throws PromptsError, and RangeError where the
     * budget is too small.
     */
    run: freely(
      running,
      ({ id }: ServerAuditAsk) => id,
      async (work: Work<ServerAuditNews>, ask: ServerAuditAsk): Promise<AuditedServer> => {
        const { signal, tell } = work;
        const { place, twin, began } = ask;
        const known = await recognise(lineTo(place, { signal }), place);
        const beside = twin && (await recognise(lineTo(twin, { signal }), twin));
        const { server } = known;
        const before = ask.earlier === null ? null : readEarlierAudit(JSON.parse(ask.earlier));
        const plan = planOf(ask, server, before);
        tell({ type: 'planned', phases: plan.phases, server: server?.name ?? null });
        const record = await runServerAudit(plan, {
          ...{ url: place.url, model: place.model, began, told: toldOf(known), signal },
          twin: twin && { url: twin.url, model: twin.model },
          ...(server && { dialect: server.dialect }),
          earlier: before?.earlier ?? null,
          ask: asking(place, server, signal),
          ...(twin && { askTwin: asking(twin, beside?.server ?? null, signal) }),
          onProgress: (progress) => tell({ type: 'asked', ...progress }),
        });
        const noted = { ...record, notes: [...record.notes, BY_A_BROWSER] };
        return { record: JSON.stringify(noted), judgement: judgeAudit(record) };
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

/** What a page cannot do, and its report is to say. */
const BY_A_BROWSER =
  'It was asked by a browser, which opens at most six connections to a host that speaks HTTP/1.1: of more requests at once no more than six were under way there together.';

function planOf(
  { budget, seed, answerTokens, prompts, chat, twin }: ServerAuditAsk,
  server: ServerEntry | null,
  before: EarlierAudit | null,
): AuditPlan {
  return planServerAudit({
    prompts: before
      ? before.prompts
      : prompts === null
        ? defaultPrompts(chat ? 'chat' : 'text')
        : readPrompts(JSON.parse(prompts)),
    ...{ budget, seed, switches: switchesOf(server), twin: twin !== null },
    extra: server?.ids[chat ? 'chat' : 'completions'] ?? {},
    sampling: before?.sampling ?? greedySampling(answerTokens, server),
  });
}

/** Asks, trying again no more often than the budget holds. What is cut by the visitor is an outcome: the audit ends there, and keeps what it had. */
function asking(place: ServerPlace, server: ServerEntry | null, signal: AbortSignal): Ask {
  const dialect = server && { dialect: server.dialect };
  return async (ask, tries) => {
    try {
      const retries = { most: Math.min(USUAL_RETRIES.most, tries - 1) };
      return await askServer(place, ask, { signal, ...dialect, retries });
    } catch (error) {
      if (!signal.aborted) throw error;
      const fault = { kind: 'cut', message: 'cancelled', passing: false } as const;
      return { kind: 'failed', ask, attempts: [], fault };
    }
  };
}

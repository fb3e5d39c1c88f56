import { z } from 'zod';
import { costTableSchema } from '../../experiment/cost-table-schema.ts';
import { ROLES } from '../../experiment/roles.ts';
import { servingSchema } from '../../experiment/serving-schema.ts';
import type { LoadEvent } from '../load/load-events.ts';
import { stepSchema } from './step-schema.ts';
import { amount, count, name } from './told-fields.ts';

/** What a server tells is of any length otherwise: texts are drawn as far as this. */
const [PROMPT, TOKEN, MESSAGE] = [2000, 500, 500];

const cut = (length: number) => z.string().transform((text) => text.slice(0, length));

const ofArm = { arm: name, at: amount };
const ofRequest = { ...ofArm, request: count };

const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), reason: z.enum(['length', 'end-of-text']) }),
  z.object({ kind: z.literal('refused'), message: cut(MESSAGE) }),
  z.object({ kind: z.literal('failed'), message: cut(MESSAGE) }),
  z.object({ kind: z.literal('unfinished') }),
]);

const clockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('real') }),
  z.object({
    kind: z.literal('virtual'),
    table: costTableSchema,
    draft: costTableSchema.exactOptional(),
  }),
]);

/** Events that a watched server's picture is made of, by type. */
const SCHEMAS = {
  began: z.object({
    type: z.literal('began'),
    ...ofArm,
    serving: servingSchema,
    clock: clockSchema,
    blocks: count,
    hostBlocks: count,
    maxSequences: count,
    expected: count.nullable(),
    keepsEvicting: z.literal(true).exactOptional(),
  }),
  arrived: z.object({
    type: z.literal('arrived'),
    ...ofRequest,
    id: name,
    role: z.enum(ROLES),
    tier: count,
    promptTokens: count,
    outputTokens: count,
    prompt: cut(PROMPT),
  }),
  admitted: z.object({ type: z.literal('admitted'), ...ofRequest, step: count, cached: count }),
  'gave-way': z.object({
    type: z.literal('gave-way'),
    ...ofRequest,
    step: count,
    how: z.enum(['recompute', 'swap']),
  }),
  token: z.object({
    type: z.literal('token'),
    ...ofRequest,
    step: count,
    position: count,
    token: count,
    text: cut(TOKEN),
  }),
  ended: z.object({
    type: z.literal('ended'),
    ...ofRequest,
    outcome: outcomeSchema,
    fingerprint: z.string().max(200).nullable(),
    promptHash: z.string().max(200).exactOptional(),
  }),
  step: z.object({ type: z.literal('step'), ...ofArm, step: stepSchema }),
  serving: z.object({ type: z.literal('serving'), ...ofArm, serving: servingSchema }),
  clock: z.object({ type: z.literal('clock'), ...ofArm, paused: z.boolean(), speed: amount.nullable() }),
  'device-replaced': z.object({
    type: z.literal('device-replaced'),
    ...ofArm,
    requests: count,
    message: cut(MESSAGE),
  }),
} as const satisfies { readonly [Type in LoadEvent['type']]?: z.ZodType<Extract<LoadEvent, { type: Type }>> };

/** An event of a watched server. What ends an arm and what a canary saw is not among them: the page counts for itself. */
export type WatchedEvent = Extract<LoadEvent, { readonly type: keyof typeof SCHEMAS }>;

export type ReadEvent =
  | { readonly is: 'event'; readonly event: WatchedEvent }
  /** Of a type that is not drawn: another version of the server may tell more. */
  | { readonly is: 'unknown' }
  | { readonly is: 'broken'; readonly problem: string }
  /** Why the server lets a watcher go. */
  | { readonly is: 'said'; readonly message: string };

const errorSchema = z.object({ error: z.object({ message: cut(MESSAGE) }) });

/** Reads what one `data:` of the stream holds. Fields that are not known are left out. */
export function readEvent(data: string): ReadEvent {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { is: 'broken', problem: 'expected JSON' };
  }
  const error = errorSchema.safeParse(value);
  if (error.success) return { is: 'said', message: error.data.error.message };
  const type = (value as { readonly type?: unknown } | null)?.type;
  if (typeof type !== 'string') return { is: 'broken', problem: 'type: expected a text' };
  if (!Object.hasOwn(SCHEMAS, type)) return { is: 'unknown' };
  const read = SCHEMAS[type as keyof typeof SCHEMAS].safeParse(value);
  if (read.success) return { is: 'event', event: read.data };
  const [{ path, message }] = read.error.issues;
  return { is: 'broken', problem: `${type}: ${path.map(String).join('.')}: ${message}` };
}

import { z } from 'zod';
import { adapterShape } from '../steps/adapter-shape.ts';
import type { Census } from './census-types.ts';

const count = z
  .int()
  .min(0)
  .max(1 << 24);
const words = z.string().max(200);
const id = z.string().regex(/^[\w2^(), *+=/.-]{1,60}$/);
const measured = z.number().min(0).max(1e9);
const digest = z.string().regex(/^[0-9a-f]{8}$/);

const accuracy = z.strictObject({
  ...{ id, asked: words, over: words, cases: count, nearest: count },
  ...{ largestUlp: z.number().min(0).nullable(), largestError: z.number().min(0).nullable() },
  ...{ at: z.array(z.number()).max(3), allowed: words, within: z.boolean(), digest },
});

const expression = z.strictObject({
  ...{ id, asked: words, cases: count, digest },
  found: z.enum(['as written', 'unfused', 'fused', 'reassociated', 'simplified', 'mixed', 'otherwise']),
});

const subnormal = z.strictObject({
  ...{ id, asked: words, cases: count },
  in: z.enum(['operand', 'result', 'both']),
  found: z.enum(['kept', 'flushed', 'mixed', 'otherwise']),
});

const half = z.strictObject({
  ...{ id, asked: words, cases: count, right: count },
  found: z.enum(['to nearest even', 'toward zero', 'exact', 'kept', 'flushed', 'otherwise', 'not offered']),
});

const habit = z.strictObject({ id, asked: words, found: z.string().regex(/^[\w.+-]{1,24}$/) });

const featureName = z.string().regex(/^[a-z0-9_-]{1,60}$/);
const device = z.strictObject({
  features: z.array(featureName).max(100),
  languageFeatures: z.array(featureName).max(100),
  limits: z.record(z.string().regex(/^m(ax|in)[A-Za-z]{1,60}$/), z.number().min(0)),
  subgroups: z.strictObject({ min: count, max: count, seen: count.nullable() }).nullable(),
});

const distribution = z.strictObject({
  ...{ samples: count, least: measured, p25: measured },
  ...{ median: measured, p75: measured, p95: measured },
});
const timing = z.strictObject({
  timestampGrain: measured.nullable(),
  clockGrain: measured,
  dispatch: distribution,
  map: distribution,
});

const RUNTIME_NAMES = ['Node', 'Deno', 'Chromium', 'Edge', 'Firefox', 'Safari', 'another browser'] as const;

/** `adapter.info` as it is told, without what no driver's name has: addresses, paths, long numbers that could tell one machine from another. */
const adapterText = z
  .string()
  .max(160)
  .regex(/^[^@\\<>\n]*$/, 'expected a name without @, \\, <, > or a line break')
  .regex(/^(?!.*(\/home|\/Users|\/root|:\/\/))/, 'expected a name, found a path')
  .regex(/^(?!.*\d{10})/, 'expected no number of ten digits or more');
const { software, ...texts } = adapterShape;
const adapter = z.strictObject({
  ...(Object.fromEntries(Object.keys(texts).map((name) => [name, adapterText])) as Record<
    keyof typeof texts,
    typeof adapterText
  >),
  software,
});

const verdict = z.union([
  z.strictObject({ holds: z.literal(true) }),
  z.strictObject({ holds: z.literal(false), step: z.string().max(40), why: z.string().max(400) }),
]);

/** A census file: every field is known, and none is long. */
export const censusSchema = z.strictObject({
  schema: z.literal('census@1'),
  on: z.iso.date(),
  engine: z.enum(['webgpu', 'cpu']),
  runtime: z.strictObject({
    name: z.enum(RUNTIME_NAMES),
    version: z.string().regex(/^\d{0,4}(\.\d{1,5}){0,3}$/),
  }),
  adapter,
  portable: verdict,
  roundings: z.array(accuracy).max(40),
  functions: z.array(accuracy).max(40),
  expressions: z.array(expression).max(80),
  subnormals: z.array(subnormal).max(80),
  halves: z.array(half).max(40),
  habits: z.array(habit).max(120),
  device: device.nullable(),
  timing: timing.nullable(),
}) satisfies z.ZodType<Census>;

import { type FrontierRow, frontierOf } from '../audit/model/frontier.ts';
import type { ModelAudit, TimeAudit, VariantAudit } from '../audit/model/model-audit.ts';
import { grouped } from '../numerics/grouped.ts';
import { bytesWords, percentWords } from '../results/amounts.ts';
import {
  intervalText,
  klText,
  millisecondsText,
  percentileCells,
  priceText,
  verdictText,
} from './audit-model.ts';
import { operationWords } from './bench.ts';

/** A table for page, terminal and Markdown alike: the first column names a row. */
export interface AuditTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** All of an audit's tables, in the order in which a report has them: at every batch, held against each other at the largest. */
export function auditTables(audit: ModelAudit): AuditTable[] {
  const batches = audit.variants[0].latencies.map(({ batch }) => batch);
  return [frontierTable(audit, Math.max(...batches)), ...measuredTables(audit, batches)];
}

/** What each variant measured by itself; latencies at these batches alone. */
export function measuredTables(audit: ModelAudit, batches: readonly number[]): AuditTable[] {
  return [
    ...batches.map((batch) => latencyTable(audit, batch)),
    memoryTable(audit),
    timeTable(audit),
    operationsTable(audit),
    startTable(audit),
  ].filter(({ rows }) => rows.length > 0);
}

/** `rows`: the frontier at this batch, where it is at hand. */
export function frontierTable(
  audit: ModelAudit,
  batch: number,
  rows: readonly FrontierRow[] = frontierOf(audit, batch),
): AuditTable {
  const [first] = audit.variants;
  const beside = new Map(rows.map((row) => [row.id, row]));
  const tasks = first.quality.passed.length;
  return {
    title: `Quality and cost beside ${first.id}, ${batch} at once`,
    head: [
      'variant',
      ...(tasks > 0 ? ['tasks passed', 'of the first'] : []),
      'perplexity',
      'KL from f32, nats',
      'weights',
      'tokens/s',
      'cost of the first',
      ...(audit.pricePerHour === null ? [] : ['1,000 requests']),
      '99 % at 50 %?',
      'canary',
    ],
    rows: audit.variants.map((variant) => frontierCells(audit, variant, batch, beside.get(variant.id))),
  };
}

function frontierCells(
  { pricePerHour }: ModelAudit,
  { id, quality, memory, latencies, costPerThousand, fingerprint }: VariantAudit,
  batch: number,
  row: FrontierRow | undefined,
): string[] {
  const at = latencies.findIndex((each) => each.batch === batch);
  const passed = quality.passed.filter((each) => each === 1).length;
  const tasks = [`${passed} of ${quality.passed.length}`, row?.tasks ? intervalText(row.tasks.ratio) : '1'];
  return [
    id,
    ...(quality.passed.length > 0 ? tasks : []),
    quality.perplexity.toFixed(2),
    klText(quality.kl),
    memory ? bytesWords(memory.weights) : 'not told',
    grouped(latencies[at].tokensPerSecond),
    row ? intervalText(row.cost, 2) : '1',
    ...(pricePerHour === null || !costPerThousand ? [] : [priceText(costPerThousand[at])]),
    row ? verdictText(row.answers.both) : 'the first',
    fingerprint.slice(0, 14),
  ];
}

function latencyTable({ variants }: ModelAudit, batch: number): AuditTable {
  const kinds = [
    ['TTFT', 'ttft'],
    ['TPOT', 'tpot'],
    ['E2E', 'e2el'],
  ] as const;
  return {
    title: `Latency, ${batch} at once`,
    head: ['variant', 'what', 'mean', 'p50', 'p95', 'p99', 'requests', 'tokens/s'],
    rows: variants.flatMap(({ id, latencies }) => {
      const at = latencies.find((each) => each.batch === batch)!;
      return kinds.map(([name, of], i) => [
        ...[id, name, ...percentileCells(at[of]), grouped(at[of].n)],
        i === 0 ? grouped(at.tokensPerSecond) : '',
      ]);
    }),
  };
}

function memoryTable({ variants }: ModelAudit): AuditTable {
  return {
    title: 'Memory at the largest batch',
    head: ['variant', 'weights', 'KV a request', 'scratch and tables', 'most at any time'],
    rows: variants.flatMap(({ id, memory }) =>
      memory
        ? [[id, ...[memory.weights, memory.kvPerRequest, memory.scratch, memory.peak].map(bytesWords)]]
        : [],
    ),
  };
}

function timeTable({ variants }: ModelAudit): AuditTable {
  const batch = variants.find(({ time }) => time)?.time?.batch;
  return {
    title: `Where a decode step of ${batch} goes`,
    head: ['variant', 'products and attention', 'moving, norms, choosing', 'outside kernels'],
    rows: variants.flatMap(({ id, time }) =>
      time ? [[id, ...[time.tensor, time.movement, time.overhead].map((share) => percentWords(share))]] : [],
    ),
  };
}

const MOST_OPERATIONS = 10;

/** Shares of a decode step by operation, those that take most first. */
function operationsTable({ variants }: ModelAudit): AuditTable {
  const timed = variants.flatMap(({ id, time }) => (time ? [{ id, time }] : []));
  const shareOf = (time: TimeAudit, operation: string) =>
    time.operations.find((each) => each.operation === operation)?.share ?? 0;
  const names = [...new Set(timed.flatMap(({ time }) => time.operations.map(({ operation }) => operation)))];
  const most = (operation: string) => Math.max(...timed.map(({ time }) => shareOf(time, operation)));
  const shown = names.toSorted((a, b) => most(b) - most(a)).slice(0, MOST_OPERATIONS);
  return {
    title: 'The same by operation',
    head: ['operation', ...timed.map(({ id }) => id)],
    rows: shown.map((operation) => [
      operationWords(operation),
      ...timed.map(({ time }) => percentWords(shareOf(time, operation))),
    ]),
  };
}

function startTable({ variants }: ModelAudit): AuditTable {
  return {
    title: 'Start-up',
    head: ['variant', 'files read, weights in place', 'then to the first token'],
    rows: variants.map(({ id, start }) => [id, ...[start.load, start.firstToken].map(millisecondsText)]),
  };
}

import { asVariant } from '../../audit/gate/as-variant.ts';
import { gateExitCode, joinGates, judgeBench, judgeGate, withCaveat } from '../../audit/gate/gate.ts';
import { GateError } from '../../audit/gate/gate-error.ts';
import { DEFAULT_POLICY, type GatePolicy, parsePolicy } from '../../audit/gate/policy.ts';
import { type GateInput, readGateInput } from '../../audit/gate/read-baseline.ts';
import type { GateReport } from '../../audit/gate/report.ts';
import type { ModelAudit } from '../../audit/model/model-audit.ts';
import { gateLines } from '../../report/audit-gate.ts';
import { gateJUnit } from '../../report/audit-gate-junit.ts';
import { gateMarkdown } from '../../report/audit-gate-markdown.ts';
import { checkDistinct } from '../distinct-files.ts';
import { readBytes } from '../input.ts';
import { jsonText, openFile, openOutput } from '../output.ts';
import { parseCommand, shownPath, UsageError } from '../usage.ts';
import { measureAgain } from './measure-again.ts';

const OPTIONS = {
  baseline: { type: 'string', multiple: true },
  now: { type: 'string', multiple: true },
  policy: { type: 'string' },
  variant: { type: 'string' },
  against: { type: 'string' },
  model: { type: 'string' },
  engine: { type: 'string' },
  'save-now': { type: 'string' },
  markdown: { type: 'string' },
  junit: { type: 'string' },
  json: { type: 'string' },
} as const;

/** Of an audit or a bench: one with every request's own times has a few MB. */
const MOST_BYTES = 64 << 20;
const MOST_POLICY_BYTES = 1 << 20;

/** `lab gate` */
export async function gateCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseCommand(args, OPTIONS, []);
  const { json, junit, markdown, 'save-now': now } = values;
  await checkDistinct(
    { '--baseline': values.baseline, '--now': values.now, '--policy': values.policy },
    { '--json': json, '--markdown': markdown, '--junit': junit, '--save-now': now },
  );
  const output = await openOutput(json);
  const writeMarkdown = await openFile('--markdown', markdown);
  const writeJUnit = await openFile('--junit', junit);
  const saveNow = await openFile('--save-now', now);
  const begun = performance.now();
  const policy = values.policy === undefined ? DEFAULT_POLICY : await readPolicy(values.policy);
  const baselines = await inputs('--baseline', values.baseline);
  if (baselines.length === 0) throw new UsageError('--baseline: expected a file, found none');
  const given = await inputs('--now', values.now);
  const found = given.length > 0 ? given : await measureAgain(baselines, values, signal);
  // The baseline of tomorrow; a bench is saved by its own command.
  const measured = found.find((input) => input.kind === 'audit');
  if (measured) await saveNow?.(jsonText(measured.audit));
  const report = usage('lab gate', () => judged(baselines, found, policy, values));
  output.report(gateLines(report));
  await output.json(report);
  await writeMarkdown?.(gateMarkdown(report));
  await writeJUnit?.(gateJUnit(report, (performance.now() - begun) / 1000));
  return gateExitCode(report);
}

interface Chosen {
  readonly variant?: string | undefined;
  readonly against?: string | undefined;
}

/** Every baseline with what is of its kind. Throws UsageError where there is nothing of it. */
function judged(
  baselines: readonly GateInput[],
  found: readonly GateInput[],
  policy: GatePolicy,
  chosen: Chosen,
): GateReport {
  return joinGates(
    baselines.map((baseline) => {
      const now = found.find(({ kind }) => kind === baseline.kind);
      if (baseline.kind === 'audit' && now?.kind === 'audit')
        return judgedAudit(baseline.audit, now.audit, policy, chosen);
      if (baseline.kind === 'bench' && now?.kind === 'bench')
        return judgeBench(baseline.bench.reports, now.bench.reports, policy);
      throw new UsageError(`--now: expected ${KIND_WORDS[baseline.kind]}, as the baseline is, found none`);
    }),
  );
}

/** Both sides as they are; or one variant of each, under the baseline's id. */
function judgedAudit(
  baseline: ModelAudit,
  now: ModelAudit,
  policy: GatePolicy,
  { variant, against }: Chosen,
): GateReport {
  if (variant === undefined && against === undefined) return judgeGate(baseline, now, policy);
  const as = against ?? baseline.variants[0].id;
  const id = variant ?? as;
  const report = judgeGate(asVariant(baseline, as, as), asVariant(now, id, as), policy);
  return id === as ? report : withCaveat(report, `${id} of this run, held against ${as} of the baseline`);
}

const KIND_WORDS = { audit: 'an audit of a model', bench: 'a bench' } as const;

async function readPolicy(path: string): Promise<GatePolicy> {
  const bytes = await readBytes(path, MOST_POLICY_BYTES);
  return usage(`--policy: ${shownPath(path)}`, () => parsePolicy(bytes));
}

/** At most one of each kind. */
async function inputs(option: string, paths: readonly string[] = []): Promise<GateInput[]> {
  const found: GateInput[] = [];
  for (const path of paths) {
    const bytes = await readBytes(path, MOST_BYTES);
    const input = usage(`${option}: ${shownPath(path)}`, () => readGateInput(bytes));
    if (found.some(({ kind }) => kind === input.kind))
      throw new UsageError(
        `${option}: ${shownPath(path)}: expected one file of each kind, found ${KIND_WORDS[input.kind]} again`,
      );
    found.push(input);
  }
  return found;
}

/** What a file may not hold is a fault of the command line, each problem at its place. */
function usage<Value>(where: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    throw new UsageError(
      error.message
        .split('\n')
        .map((line) => `${where}: ${line}`)
        .join('\n'),
    );
  }
}

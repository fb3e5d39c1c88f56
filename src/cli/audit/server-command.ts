import { type AuditPlan, greedySampling, planServerAudit } from '../../audit/server/audit-plan.ts';
import { defaultPrompts, PromptsError, readPrompts } from '../../audit/server/audit-prompts.ts';
import { judgeAudit } from '../../audit/server/judge-audit.ts';
import { AuditFileError, type EarlierAudit, readEarlierAudit } from '../../audit/server/read-audit.ts';
import { runServerAudit } from '../../audit/server/run-audit.ts';
import { planLines } from '../../report/audit-server.ts';
import { auditJson } from '../../report/audit-server-json.ts';
import { auditLines } from '../../report/audit-server-lines.ts';
import { auditMarkdown } from '../../report/audit-server-markdown.ts';
import { KEY_VARIABLE, reproducerScript } from '../../report/audit-server-script.ts';
import { FORKED } from '../checks.ts';
import type { CommandPart } from '../command.ts';
import { checkDistinct } from '../distinct-files.ts';
import { readJson } from '../input.ts';
import { leavesBehind } from '../interruption.ts';
import { openFile, openOutput } from '../output.ts';
import { showRequests } from '../progress.ts';
import { noteLines } from '../terminal.ts';
import { parseCommand, shownPath, UsageError, wholeNumber } from '../usage.ts';
import { type AuditedPlace, askOf, placesOf } from './server-place.ts';

const OPTIONS = {
  url: { type: 'string' },
  model: { type: 'string' },
  'key-env': { type: 'string', default: KEY_VARIABLE },
  budget: { type: 'string', default: '200' },
  'budget-tokens': { type: 'string', default: '100000' },
  tokens: { type: 'string', default: '32' },
  prompts: { type: 'string' },
  chat: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  twin: { type: 'string' },
  'twin-model': { type: 'string' },
  'twin-key-env': { type: 'string' },
  'after-restart': { type: 'string' },
  cold: { type: 'string' },
  plain: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  'fail-on-difference': { type: 'boolean', default: false },
  report: { type: 'string' },
  reproducer: { type: 'string' },
  json: { type: 'string' },
} as const;

/** `lab audit server` */
export const serverAudit: CommandPart = {
  help: `Usage: lab audit server --url URL [--model MODEL] [options]

Asks an OpenAI-compatible server the same things alone and otherwise, and says what changes its answers: asking again, company, the order
of a batch, a warm cache, streaming, drafts, a seed, a restart. Every mechanism is compared with what the server does by itself, by exact
tests corrected over all of them. What it costs is shown first; it ends within the budget. docs/audit-server.md says how to read it.
With --fail-on-difference the exit code is ${FORKED} where a mechanism differs; 1 where the server gave no answers.

  --url URL            base address with its version, http://127.0.0.1:8000/v1
  --model MODEL        (default: the one that the server has)
  --key-env NAME       environment variable that holds the key, where one is needed (default ${KEY_VARIABLE})
  --budget N           requests, tries after the first and company included (default 200)
  --budget-tokens N    tokens of prompts and answers together (default 100000)
  --tokens N           the longest answer (default 32)
  --prompts FILE       a JSON list of texts, {"messages": [...]} and {"tokens": [ids]} (default: four short texts)
  --chat               asks the default prompts as chats, for servers without /completions
  --seed N             what company and orders are drawn by (default 1)
  --twin URL           a second endpoint, asked the same in turn; --twin-model MODEL, --twin-key-env NAME (default: that of --key-env
                       where both are of one origin, else none)
  --after-restart FILE what --json wrote before the server was started anew: the same is asked, and compared
  --cold JSON          fields of a request by which the server computes a prompt anew, where it is not known to have any:
                       {"cache_prompt": false}, or {"cache_salt": "SALT"}, in which SALT becomes another text each time
  --plain JSON         fields of a request that switch drafts off
  --dry-run            only shows what would be sent
  --fail-on-difference exit code ${FORKED} where a mechanism differs
  --report FILE        also writes a page for a maintainer, as Markdown
  --reproducer FILE    also writes the smallest traffic that still differs, as a script for bash and curl; the same is in the JSON
  --json FILE          also writes all that was seen; - for standard output, instead of the table`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    await checkDistinct(
      { '--prompts': values.prompts, '--after-restart': values['after-restart'] },
      { '--json': values.json, '--report': values.report, '--reproducer': values.reproducer },
    );
    const lasting = { evenInterrupted: true };
    const output = await openOutput(values.json, lasting);
    const writeReport = await openFile('--report', values.report, lasting);
    const writeScript = await openFile('--reproducer', values.reproducer, lasting);
    const earlier = await earlierOf(values['after-restart']);
    const { server, twin } = await placesOf(values, signal);
    const plan = await planOf(values, server, twin !== null, earlier);
    if (values['dry-run']) {
      output.report(planLines(plan));
      await output.json({ phases: plan.phases, requests: plan.requests, tokens: plan.tokens });
      return 0;
    }
    noteLines(planLines(plan).join('\n'));
    const restore = leavesBehind('the report says what was known by then');
    const show = showRequests();
    const record = await runServerAudit(plan, {
      url: server.place.url,
      model: server.place.model,
      twin: twin && { url: twin.place.url, model: twin.place.model },
      told: server.told,
      ...(server.server && { dialect: server.server.dialect }),
      earlier: earlier?.earlier ?? null,
      ask: askOf(server, signal),
      ...(twin && { askTwin: askOf(twin, signal) }),
      signal,
      began: new Date().toISOString(),
      onProgress: ({ requests, budget }) => show(requests, budget.requests),
    });
    const judgement = judgeAudit(record);
    output.report(auditLines(record, judgement));
    await output.json(auditJson(record, judgement));
    await writeReport?.(auditMarkdown(record, judgement));
    if (record.reproducer) await writeScript?.(reproducerScript(record, record.reproducer));
    else if (values.reproducer !== undefined)
      noteLines('--reproducer: nothing differs, so there is none to write');
    signal.throwIfAborted();
    restore();
    if (record.ended === 'errors') return 1;
    const differs = judgement.mechanisms.some(({ verdict }) => verdict === 'differs');
    return differs && values['fail-on-difference'] ? FORKED : 0;
  },
};

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

async function planOf(
  values: Values,
  server: AuditedPlace,
  twin: boolean,
  earlier: EarlierAudit | null,
): Promise<AuditPlan> {
  if (earlier && (values.prompts !== undefined || values.chat))
    throw new UsageError(
      '--after-restart: expected no --prompts and no --chat: it asks what was asked before',
    );
  const most = wholeNumber('tokens', values.tokens, 1, 100_000);
  try {
    return planServerAudit({
      prompts: earlier?.prompts ?? (await promptsOf(values)),
      sampling: earlier?.sampling ?? greedySampling(most, server.server),
      extra: server.server?.ids[values.chat ? 'chat' : 'completions'] ?? {},
      seed: wholeNumber('seed', values.seed, 0, 2 ** 31 - 1),
      budget: {
        requests: wholeNumber('budget', values.budget, 1, 1_000_000),
        tokens: wholeNumber('budget-tokens', values['budget-tokens'], 1),
      },
      twin,
      switches: {
        cold: fieldsOf('cold', values.cold) ?? server.switches.cold,
        plain: fieldsOf('plain', values.plain) ?? server.switches.plain,
      },
    });
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`--budget: ${error.message}`) : error;
  }
}

async function promptsOf({ prompts, chat }: Values) {
  if (prompts === undefined) return defaultPrompts(chat ? 'chat' : 'text');
  if (chat)
    throw new UsageError(
      '--chat: it is of the default prompts; those of --prompts say themselves what they are',
    );
  return await named(prompts, PromptsError, async () => readPrompts(await readJson(prompts)));
}

async function earlierOf(path: string | undefined): Promise<EarlierAudit | null> {
  if (path === undefined) return null;
  return await named(path, AuditFileError, async () => readEarlierAudit(await readJson(path)));
}

/** What is wrong with a file is said with its name. */
async function named<Value>(
  path: string,
  kind: new (message: string) => Error,
  read: () => Promise<Value>,
): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof kind ? new UsageError(`${shownPath(path)}: ${error.message}`) : error;
  }
}

function fieldsOf(option: string, text: string | undefined): Record<string, unknown> | null {
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  throw new UsageError(`--${option}: expected a JSON object, found "${text}"`);
}

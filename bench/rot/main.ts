/** One graph in several releases of onnxruntime-web, in one page on one adapter: `npm run -s bench:rot -- --help`. */
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ROT_ENGINES, type RotReport } from '../../src/audit/rot/rot-report.ts';
import { decodes, prefills } from '../../src/bench/case-lists.ts';
import { checkOutput, writeJson } from '../../src/cli/output.ts';
import { clearProgress, note, showInPlace, showsInPlace } from '../../src/cli/terminal.ts';
import { listOf, oneOf, parseCommand, UsageError, wholeNumber } from '../../src/cli/usage.ts';
import { rotLines } from '../../src/report/audit-rot.ts';
import { openHostPage } from '../host-page.ts';
import type { RotPlan } from './host/host.ts';
import { type InstalledRelease, installedReleases, sizeOf } from './releases.ts';

const MODEL = 'nano';
const OUT = '.cache/rot-host';

const USAGE = `npm ci --prefix bench/rot
npm run -s bench:rot -- [options]

  What staying on an older release of onnxruntime-web costs, and what an upgrade changes in bits: nano's graph, as the lab builds it, in
  every release of bench/rot/package.json, in one page of Chromium on one adapter. A release that cannot run it is named.

  --engines LIST       of ${ROT_ENGINES.join(', ')} (default: all)
  --releases LIST      of those, by their versions (default: all)
  --repeats 15         of each case, the releases in turn; --seconds 60 ends a case early, after three
  --tokens 16          of an answer
  --json FILE          the figures; public/audit/rot.json is what the page "Dependencies" shows

  BATCHMATES_ADAPTER=own lets Chromium take the machine's own GPU.
`;

async function main(): Promise<number> {
  const { values } = parseCommand(
    process.argv.slice(2),
    {
      help: { type: 'boolean', default: false },
      engines: { type: 'string', default: ROT_ENGINES.join(',') },
      releases: { type: 'string' },
      repeats: { type: 'string', default: '15' },
      seconds: { type: 'string', default: '60' },
      tokens: { type: 'string', default: '16' },
      json: { type: 'string' },
    },
    [],
  );
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  await checkOutput(values.json);
  const installed = installedReleases();
  const versions = installed.map(({ version }) => version);
  const asked = values.releases
    ? listOf(values.releases, (name) => oneOf('releases', name, versions))
    : versions;
  const releases = installed.filter(({ version }) => asked.includes(version));
  const report = await measure(releases, {
    engines: listOf(values.engines, (name) => oneOf('engines', name, ROT_ENGINES)),
    cases: [...decodes([1, 8], [64]), ...prefills([128])],
    newTokens: wholeNumber('tokens', values.tokens, 1, 128),
    repeats: wholeNumber('repeats', values.repeats, 3),
    longest: 1000 * wholeNumber('seconds', values.seconds, 1),
  });
  process.stdout.write(`${rotLines(report).join('\n')}\n`);
  if (values.json) await writeJson(values.json, report);
  return 0;
}

async function measure(
  releases: readonly InstalledRelease[],
  asked: Pick<RotPlan, 'engines' | 'cases' | 'newTokens' | 'repeats' | 'longest'>,
): Promise<RotReport> {
  /** Names of the files that the page fetched of each release, by alias. */
  const fetched = new Map<string, Set<string>>(releases.map(({ alias }) => [alias, new Set()]));
  const host = await openHostPage('bench/rot/host/index.html', OUT, async (page, outDir) => {
    await mkdir(join(outDir, 'releases'));
    for (const { alias, folder } of releases) await symlink(folder, join(outDir, 'releases', alias));
    await page.exposeFunction('tellRot', showDoing());
    page.on('request', (request) => {
      const [, alias, name] = /\/releases\/([^/]+)\/([^?]+)/.exec(request.url()) ?? [];
      if (alias && name) fetched.get(alias)?.add(name);
    });
  });
  try {
    await host.page.waitForFunction(() => window.startRot !== undefined);
    const plan: RotPlan = {
      ...asked,
      model: MODEL,
      modelUrl: `${host.root}models/${MODEL}/`,
      releases: releases.map(({ version, alias, scripts }) => ({
        ...{ version, scripts },
        folder: `${host.root}releases/${alias}/`,
      })),
      prompts: await promptsOf(MODEL),
    };
    const found = await host.page.evaluate((job) => window.startRot?.(job), plan);
    if (!found) throw new Error('the page did not start');
    return withDownloads({ ...found, host: `Chromium ${host.browser.version()}` }, releases, fetched);
  } finally {
    clearProgress();
    await host.close();
  }
}

/** Of the model's own examples, which the lab shows: shorter and longer than the 32 tokens from which some kernels are others. */
const KINDS: readonly string[] = ['addition', 'sorting', 'lookup', 'chain', 'story', 'prose'];

/** The first example of each kind. */
async function promptsOf(model: string): Promise<RotPlan['prompts']> {
  const { examples } = JSON.parse(await readFile(`public/models/${model}/prompts.json`, 'utf8')) as {
    examples: readonly { readonly kind: string; readonly prompt: string }[];
  };
  return KINDS.flatMap((kind) => {
    const found = examples.find((each) => each.kind === kind);
    return found ? [{ id: kind, text: found.prompt }] : [];
  });
}

/** Of what a page fetches for an engine the script says which: a run that fetched nothing shares what the other one did. */
function withDownloads(
  report: RotReport,
  releases: readonly InstalledRelease[],
  fetched: ReadonlyMap<string, ReadonlySet<string>>,
): RotReport {
  const runs = report.runs.map((run) => {
    const release = releases.find(({ version }) => version === run.release);
    if (!release || run.problem !== null) return run;
    const own = [...(fetched.get(release.alias) ?? [])].filter((name) => isOf(name, release, run.engine));
    return { ...run, download: own.length > 0 ? sizeOf(release, own) : null };
  });
  return { ...report, runs };
}

/** Its own script, and the WebAssembly that is for a device or is not. */
function isOf(
  name: string,
  { scripts }: InstalledRelease,
  engine: RotReport['runs'][number]['engine'],
): boolean {
  const place = engine.startsWith('ort-webgpu') ? 'webgpu' : 'wasm';
  if (Object.values(scripts).includes(name)) return scripts[place] === name;
  return /jsep|asyncify|jspi/.test(name) === (place === 'webgpu');
}

/** On standard error: in place on a terminal, else a line for each thing done. */
function showDoing(): (doing: string) => void {
  return (doing) => {
    if (showsInPlace()) showInPlace(doing);
    else note(doing);
  };
}

try {
  process.exit(await main());
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench:rot: ${error.message}\n`);
  process.exit(2);
}

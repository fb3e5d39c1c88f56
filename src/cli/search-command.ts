import { encodeLink } from '../experiment/link.ts';
import { posturesOf } from '../lab/postures.ts';
import type { Finding } from '../report/finding.ts';
import { postureSections } from '../report/postures.ts';
import { adapterName } from '../results/adapter-name.ts';
import { lostWords } from '../results/lost.ts';
import { paragraph } from '../results/text.ts';
import { certifyRun } from '../studies/certificate/session.ts';
import { choosePair, type PairChoice, sameSettings } from '../studies/search/pair.ts';
import { type Answer, ask, claimsOf, type Question } from '../studies/search/question.ts';
import { storedCertificate, USER_AGENT } from './certificate-store.ts';
import { exitCodeOf } from './checks.ts';
import type { Command } from './command.ts';
import { modelOf, openEngine, openModelFor } from './engine.ts';
import { readExperiment } from './input.ts';
import { openOutput } from './output.ts';
import { ALLOW_LINES, ALLOW_OPTION, allowAll, checkAllowed } from './own-kernels.ts';
import { showRuns, showWeights } from './progress.ts';
import { clearProgress } from './terminal.ts';
import { pairNames, parseCommand, wholeNumber } from './usage.ts';

const SHARED = {
  pair: { type: 'string' },
  tokens: { type: 'string' },
  model: { type: 'string' },
  engine: { type: 'string', default: 'webgpu' },
  json: { type: 'string' },
  ...ALLOW_OPTION,
} as const;

/** Options of one question beside the shared ones, as they were typed. */
type Values = Readonly<Record<string, string | boolean | undefined>>;

interface SearchCommand<Kind extends Question['kind']> {
  readonly summary: string;
  readonly usage: string;
  /** What it does, and its own options. */
  readonly about: string;
  readonly optionLines: readonly string[];
  readonly options: Readonly<
    Record<string, { readonly type: 'string' | 'boolean'; readonly default?: string }>
  >;
  question(base: Pick<Question, 'pair' | 'tokens'>, values: Values): Extract<Question, { kind: Kind }>;
  finding(answer: Extract<Answer, { kind: Kind }>): Finding;
  /** The table under the verdict. */
  lines(answer: Extract<Answer, { kind: Kind }>): readonly string[];
  /** Whether a claim that the lab makes did not hold. */
  failed(answer: Extract<Answer, { kind: Kind }>): string | null;
  /** What `--json` gains beside the answer. */
  extra?(answer: Extract<Answer, { kind: Kind }>): object;
}

/** A command that asks one question about a pair of an experiment. */
export function searchCommand<Kind extends Question['kind']>(spec: SearchCommand<Kind>): Command {
  return {
    summary: spec.summary,
    help: [
      `Usage: lab ${spec.usage} <experiment.json | link> [options]`,
      '',
      spec.about,
      '',
      '  --pair A,B           the two arms (default: the first pair that the experiment compares)',
      "  --tokens N           look at N of the probe's tokens at most (default: all)",
      ...spec.optionLines,
      '  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]',
      '                       (default: the model the experiment names)',
      '  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only)',
      '  --json FILE          also write the answer; - for standard output, instead of the report',
      ALLOW_LINES,
    ].join('\n'),
    perform: (args, signal) => perform(spec, args, signal),
  };
}

async function perform<Kind extends Question['kind']>(
  spec: SearchCommand<Kind>,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const { values, positionals } = parseCommand(args, { ...SHARED, ...spec.options }, [
    'an experiment file or link',
  ]);
  const typed: Values & {
    readonly [Name in Exclude<keyof typeof SHARED, 'allow-own-kernels'>]?: string;
  } & { readonly 'allow-own-kernels'?: boolean } = values;
  const output = await openOutput(typed.json);
  const experiment = await readExperiment(positionals[0]);
  checkAllowed({ experiment, allowed: [] }, typed['allow-own-kernels']);
  const pair = choosePair(experiment, pairNames(typed.pair));
  const tokens = typed.tokens === undefined ? null : wholeNumber('tokens', typed.tokens, 1);
  const question: Extract<Question, { kind: Kind }> = spec.question({ pair, tokens }, typed);
  const needsText = experiment.requests.some((request) => request.promptIds === undefined);
  const model = await openModelFor(typed.model ?? modelOf(experiment), needsText, experiment.arms);
  const { engine, gpu, own, close } = await openEngine(typed.engine ?? 'webgpu', model, experiment.arms);
  try {
    allowAll(own, { experiment });
    const claims = claimsOf(experiment, question);
    const certificate = {
      userAgent: USER_AGENT,
      stored: storedCertificate,
      signal,
      onWeights: showWeights(),
    };
    const {
      notes = [],
      evidence,
      ...invariance
    } = await certifyRun({
      engine,
      gpu,
      own,
      model,
      experiment: claims,
      ...certificate,
    });
    const onProgress = showRuns();
    // `ask` answers a question with the report of its kind.
    const answer = (await ask(question, {
      experiment,
      model,
      engine,
      signal,
      ...invariance,
      onProgress,
    })) as Extract<Answer, { kind: Kind }>;
    clearProgress();
    const leaning = { experiment, model, engine, evidence, ...invariance };
    const postures = posturesOf(leaning, claims.arms);
    const guarantees = postureSections(postures);
    const { verdict, notes: findings, elsewhere } = spec.finding(answer);
    const head = `${pairText(pair)} on ${adapterName(engine.adapter)}`;
    const report = [
      ...guarantees.first,
      ...paragraph(head),
      '',
      ...spec.lines(answer),
      '',
      ...paragraph(verdict),
    ];
    for (const note of [...findings, ...notes]) report.push(...paragraph(note, '  '));
    const answering = elsewhere ? encodeLink({ experiment: sameSettings(experiment, pair) }) : null;
    if (answering) report.push('', `${sameSettings(experiment, pair).title}:`, answering);
    report.push(...guarantees.last);
    output.report(report);
    await output.json({
      lost: lostWords(postures),
      answer,
      verdict,
      notes: [...findings, ...notes],
      ...(answering ? { answering } : {}),
      postures,
      ...spec.extra?.(answer),
    });
    const failed = spec.failed(answer);
    return exitCodeOf(failed === null ? [] : [failed]);
  } finally {
    close();
  }
}

function pairText({ a, b, probe }: PairChoice): string {
  return `${a} vs ${b}, ${probe}:`;
}

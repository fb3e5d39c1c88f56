import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { variantOf } from '../audit/model/variants.ts';
import { DEFAULT_REQUEST } from '../audit/trace/traced-experiment.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { SHAPES } from '../model/shapes.ts';
import { MemoryShelf } from '../model/sources/testing/memory-shelf.ts';
import { memoryStorage } from '../model/testing/memory-storage.ts';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import { studyHash } from '../studies/sweep/jobs.ts';
import { smallStudy } from '../studies/sweep/testing/small-study.ts';
import { INITIAL_SETUP } from '../workbench/cases/setup.ts';
import type { Client } from './client.ts';
import { LabHost } from './lab-host.ts';
import { type LabMethods, serveLab } from './lab-methods.ts';
import { overChannel } from './testing/over-channel.ts';

const MODELS = 'http://models.test/';

const experiment = parseExperiment({
  version: 1,
  title: 'Short',
  model: { name: 'pico' },
  requests: [
    { id: 'probe', role: 'probe', prompt: 'Once', maxNewTokens: 2, ignoreEos: true },
    { id: 'mate', role: 'clean', prompt: 'There', maxNewTokens: 2, ignoreEos: true },
  ],
  arms: [
    { name: 'alone', requests: ['probe'], kernels: 'variant' },
    { name: 'company', requests: ['probe', 'mate'], kernels: 'variant' },
  ],
  compare: [['alone', 'company']],
});
const TABLE = { measuredOn: 'a test', entries: [{ rows: 1, keys: 1, ms: 1 }], swapMs: 0 };
/** Goes by a table that is given: measuring one takes longer than the test. */
const LOAD = { ...experiment, version: 2, clock: { kind: 'virtual', speed: 1, table: TABLE } } as const;
/** The same model at another host's address. */
const PICO = 'https://models.test/pico/';
const SMALL = smallStudy({ seeds: 1, tokens: 2 });
const STUDY = { text: JSON.stringify(SMALL), modelsUrl: MODELS };
const STUDY_HASH = studyHash(SMALL);
let zips: readonly Blob[] = [];
let ownHash = '';
let keptKey = '';
let record = '';
const SERVER = { url: 'https://server.test/v1', model: 'any', key: null };
const PAIR = { a: 'alone', b: 'company', probe: 'probe' };
const AT = { ...PAIR, position: 1, forced: false };
const HEAD = { layer: null, name: 'head' } as const;
const RUN = { experiment, engine: 'cpu', modelsUrl: MODELS, certificates: [] } as const;
const POINT = { on: 'cpu', setup: { ...INITIAL_SETUP, dimensions: { terms: 64, columns: 8 } } } as const;

const CHAT = {
  messages: [{ role: 'user', content: 'Hi' }],
  ...{ chat: {}, model: { name: 'pico' }, modelsUrl: MODELS },
} as const;
/** The shipped models have no template. */
const TEMPLATE = '{% for message in messages %}{{ message.role }}: {{ message.content }}\n{% endfor %}';

type Answered = Promise<{ readonly ok: boolean }>;
type Heard = (events: readonly unknown[]) => void;

/** Each method asked once, in an order in which each has what it needs; this machine has no WebGPU, which `fault` says. */
const ASKED: {
  readonly [Subject in keyof LabMethods]: {
    readonly [Question in keyof LabMethods[Subject]]: (
      subject: Client<LabMethods>[Subject],
      hear: Heard,
    ) => Answered;
  };
} = {
  compose: {
    render: (compose) => compose.render(CHAT),
    measure: (compose) => compose.measure({ experiment, modelsUrl: MODELS }),
  },
  device: {
    open: (device) => device.open([]),
    allowKernels: (device) => device.allowKernels([]),
    lose: (device) => device.lose(),
  },
  run: { start: (run, hear) => run.start(RUN, hear), bits: (run) => run.bits() },
  load: {
    start: (load, hear) => load.start({ ...RUN, experiment: LOAD }, hear),
    pace: (load) => load.pace({ speed: null }),
    serve: (load) => load.serve({ arm: 'alone', serving: DEFAULT_SERVING }),
    company: (load) => load.company({ arm: 'alone', step: 0 }),
  },
  couplings: {
    measure: (couplings, hear) =>
      couplings.measure({ ...RUN, model: { name: 'pico' }, only: ['chunked'] }, hear),
  },
  auditTrace: {
    measure: (trace, hear) =>
      trace.measure(
        {
          ...{ engine: 'cpu', modelsUrl: MODELS, certificates: [], with: ['log'], pairs: 1 },
          asked: { ...DEFAULT_REQUEST, tokens: 2, company: 1, model: { name: 'pico' } },
        },
        hear,
      ),
  },
  cliffs: {
    measure: (cliffs, hear) => cliffs.measure({ ...RUN, model: { name: 'pico' }, prompts: 1 }, hear),
  },
  claims: {
    measure: (claims, hear) =>
      claims.measure({ ...RUN, form: { kind: 'run', run: 'output-lengths' }, experiment: LOAD }, hear),
    study: (claims, hear) =>
      claims.study({ ...STUDY, engine: 'cpu', hypotheses: SMALL.hypotheses.map(({ id }) => id) }, hear),
  },
  study: {
    open: (study) => study.open(STUDY),
    run: (study, hear) => study.run({ ...STUDY, engine: 'cpu' }, hear),
    kept: (study) => study.kept(),
    bytes: (study) => study.bytes([STUDY_HASH]),
    reopen: (study) => study.reopen({ hash: STUDY_HASH, modelsUrl: MODELS }),
    analyse: (study) => study.analyse(STUDY),
    pack: async (study) => {
      const packed = await study.pack(STUDY_HASH);
      zips = packed.ok ? packed.value.map((bytes) => new Blob([bytes])) : [];
      return packed;
    },
    take: (study) => study.take({ zips, modelsUrl: MODELS }),
    forget: (study) => study.forget(STUDY_HASH),
  },
  certificate: {
    make: (certificate, hear) => certificate.make({ model: { name: 'pico' }, modelsUrl: MODELS }, hear),
  },
  search: {
    ask: (search, hear) =>
      search.ask(
        { ...RUN, question: { kind: 'culprit', pair: PAIR, tokens: null, exhaustive: false } },
        hear,
      ),
    fork: (search, hear) => search.fork({ ...RUN, pair: PAIR, most: 1, round: 0 }, hear),
  },
  bench: {
    run: (bench, hear) =>
      bench.run(
        {
          ...{ model: { shipped: 'pico' }, engines: ['fast'], cases: [], activations: 'f32' },
          ...{ repeats: 1, longest: 1, operations: false, limits: false, modelsUrl: MODELS },
        },
        hear,
      ),
  },
  census: {
    probe: (census, hear) => census.probe(hear),
    show: (census) => census.show({ a: [1], b: [1], c: [0] }),
  },
  auditModel: {
    measure: (auditModel, hear) =>
      auditModel.measure(
        {
          ...{ engine: 'cpu', modelsUrl: MODELS, model: { name: 'random:nano:1' }, form: 'short' },
          ...{ variants: [variantOf('q4')], pricePerHour: 1 },
        },
        hear,
      ),
  },
  compare: {
    pair: (compare) => compare.pair(PAIR),
    replay: (compare, hear) => compare.replay(PAIR, hear),
    position: (compare) => compare.position({ ...AT, forced: true }),
    logits: (compare, hear) => compare.logits(AT, hear),
    reference: (compare, hear) => compare.reference(AT, hear),
  },
  microscope: {
    look: (microscope, hear) => microscope.look(AT, hear),
    cacheEntry: (microscope, hear) => microscope.cacheEntry(AT, 0, hear),
    cell: (microscope) => microscope.cell(HEAD),
    element: (microscope) => microscope.element({ ...HEAD, element: 0 }),
  },
  workbench: {
    at: (workbench) => workbench.at(POINT, 3),
    time: (workbench) => workbench.time(POINT, 3),
    sweep: (workbench, hear) => workbench.sweep(POINT, hear),
  },
  sources: {
    lookUp: (sources) => sources.lookUp({ name: PICO }),
    download: (sources, hear) => sources.download({ name: PICO }, hear),
    cancel: (sources) => sources.cancel(PICO),
    kept: (sources) => sources.kept({ source: PICO }),
    list: async (sources) => {
      const listed = await sources.list();
      keptKey = listed.ok ? listed.value[0].key : '';
      return listed;
    },
    remove: (sources) => sources.remove(keptKey),
    room: (sources) => sources.room(),
    take: async (sources) => {
      const own = ['config.json', 'model.safetensors'].map(async (path) => {
        const bytes = await readFile(new URL(`../../public/models/pico/${path}`, import.meta.url));
        return { path: `mine/${path}`, file: new Blob([new Uint8Array(bytes)]) };
      });
      return await sources.take(await Promise.all(own));
    },
    hash: async (sources, hear) => {
      const hashed = await sources.hash({ name: 'mine' }, hear);
      ownHash = hashed.ok ? hashed.value.hash : '';
      return hashed;
    },
    keep: (sources, hear) => sources.keep({ name: 'mine', hash: ownHash }, hear),
    needs: (sources) => sources.needs(SHAPES.pico.config, 'f32', experiment),
  },
  // A server that lists no models and answers nothing: that is told, and judged, too.
  auditServer: {
    look: (server) => server.look(SERVER),
    run: async (server, hear) => {
      const asked = {
        id: 'audit',
        place: SERVER,
        twin: null,
        prompts: null,
        chat: false,
        earlier: null,
        began: 'now',
      };
      const budget = { requests: 100, tokens: 100_000 };
      const audited = await server.run({ ...asked, budget, seed: 1, answerTokens: 4 }, hear);
      record = audited.ok ? audited.value.record : '';
      return audited;
    },
    judge: (server) => server.judge(record),
    cancel: (server) => server.cancel('none'),
  },
  // What answers there is no stream of events, which is an answer too.
  watch: {
    server: (watch, hear) => watch.server({ address: MODELS.replace('http:', 'https:'), key: null }, hear),
    stop: (watch) => watch.stop('none'),
  },
  turns: {
    pause: (turns) => turns.pause(),
    resume: (turns) => turns.resume(),
    step: (turns) => turns.step(),
    cancel: (turns) => turns.cancel(),
    end: (turns) => turns.end({ lane: 'compare', key: 'none' }),
  },
};

const WITHOUT_WEBGPU = ['device.open', 'certificate.make', 'bench.run', 'census.probe', 'census.show'];

/** Whether nothing of a value is lost on the way: no class, no method, no getter in it. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !['function', 'symbol'].includes(typeof value);
  if (ArrayBuffer.isView(value) || value instanceof Blob) return true;
  const isData = [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));
  return isData && Object.values(value).every(isPlain);
}

it('carries what each method takes, tells and gives', async () => {
  const sent: unknown[] = [];
  const memory = memoryStorage();
  const ask = serveLab(new LabHost('test', undefined, new MemoryShelf()));
  const storage = {
    ...memory.storage,
    estimate: () => Promise.resolve({ usage: 1, quota: 2 }),
    persisted: () => Promise.resolve(true),
  };
  const locks = { request: (_: string, __: unknown, work: (lock: object) => unknown) => work({}) };
  vi.stubGlobal('navigator', { userAgent: 'test', storage, locks });
  vi.stubGlobal('fetch', async (url: string, { method = 'GET' }: RequestInit = {}) => {
    const path = new URL(`../../public/models${new URL(url).pathname}`, import.meta.url);
    const file = await readFile(path).catch(() => null);
    if (file === null) return new Response(null, { status: 404 });
    if (url.startsWith(MODELS) && url.endsWith('tokenizer_config.json'))
      return Response.json({ ...JSON.parse(file.toString()), chat_template: TEMPLATE });
    const headers = { 'content-length': String(file.length), etag: '"a"' };
    return new Response(method === 'HEAD' ? null : new Uint8Array(file), { headers });
  });
  const lab = overChannel<LabMethods>(async (name, args, listener) => {
    const told: unknown[] = [];
    const answer = await ask(name, args, (events) => {
      told.push(...events);
      return listener?.(events);
    });
    sent.push({ name, args, told, answer });
    return answer;
  });
  const answers = new Map<string, { readonly ok: boolean }>();
  const heard: unknown[] = [];
  for (const [subject, questions] of Object.entries(ASKED)) {
    for (const [question, put] of Object.entries(questions)) {
      const of = lab[subject as keyof LabMethods] as never;
      answers.set(
        `${subject}.${question}`,
        await put(of, (events: readonly unknown[]) => heard.push(...events)),
      );
    }
  }
  const failed = [...answers].filter(([, { ok }]) => !ok);
  expect(failed.map(([name]) => name)).toEqual(WITHOUT_WEBGPU);
  for (const [name, answer] of failed)
    expect({ name, ...answer }).toMatchObject({ name, fault: { kind: 'no-webgpu' } });
  expect(sent.filter((each) => !isPlain(each))).toEqual([]);
  // What was heard is what was told, in order.
  expect(heard).toEqual(sent.flatMap((each) => (each as { told: unknown[] }).told));
  expect([...answers.values()]).toEqual(sent.map((each) => (each as { answer: unknown }).answer));
});

import { createRequire } from 'node:module';
import type { AdapterReport } from '../../src/steps/engine.ts';
import type { Answers, Question } from '../../src/studies/portable/perform.ts';
import { findDeno } from '../deno.ts';
import { bundleFor, type Place } from './bundles.ts';
import { openInChromium, openInFirefox } from './in-page.ts';
import { openProcess } from './in-process.ts';
import type { Line } from './line.ts';

/** An implementation at hand: which engine, where it runs, and on which software adapter. */
interface Known {
  readonly engine: 'webgpu' | 'cpu';
  readonly place: Place;
  readonly title: (version: string) => string;
  readonly open: (path: string, engine: string) => Promise<Line>;
}

const DENO_OPTIONS = ['run', '--allow-all', '--no-prompt', '--no-lock', '--unstable-webgpu'];
const NODE = `Node ${process.versions.node.split('.')[0]}`;
const dawn = (): string => createRequire(import.meta.url)('webgpu/package.json').version;

const inDeno = (adapter: string) => (path: string, engine: string) =>
  openProcess(findDeno(), [...DENO_OPTIONS, path, engine], { BATCHMATES_ADAPTER: adapter });
const inNode = (path: string, engine: string) =>
  openProcess(process.execPath, [path, engine], { BATCHMATES_ADAPTER: 'software' });

/** All of them, by the names that `--on` takes. */
export const IMPLEMENTATIONS: Readonly<Record<string, Known>> = {
  'cpu-node': { engine: 'cpu', place: 'node', title: () => `CPU engine in ${NODE}`, open: inNode },
  dawn: {
    ...{ engine: 'webgpu', place: 'node', open: inNode },
    title: () => `Dawn (webgpu ${dawn()}) on SwiftShader`,
  },
  'wgpu-lavapipe': {
    ...{ engine: 'webgpu', place: 'deno', open: inDeno('lavapipe') },
    title: (version) => `wgpu (Deno ${version}) on lavapipe`,
  },
  firefox: {
    ...{ engine: 'webgpu', place: 'page', open: openInFirefox },
    title: (version) => `Firefox ${version} on lavapipe`,
  },
  'wgpu-swiftshader': {
    ...{ engine: 'webgpu', place: 'deno', open: inDeno('software') },
    title: (version) => `wgpu (Deno ${version}) on SwiftShader`,
  },
  chromium: {
    ...{ engine: 'webgpu', place: 'page', open: openInChromium },
    title: (version) => `Chromium ${version} on SwiftShader`,
  },
  'cpu-firefox': {
    ...{ engine: 'cpu', place: 'page', open: openInFirefox },
    title: (version) => `CPU engine in Firefox ${version}`,
  },
  'cpu-chromium': {
    ...{ engine: 'cpu', place: 'page', open: openInChromium },
    title: (version) => `CPU engine in Chromium ${version}`,
  },
};

/** An implementation that was opened. */
export interface Opened {
  readonly key: string;
  /** As a reader knows it, with its version. */
  readonly name: string;
  readonly engine: 'webgpu' | 'cpu';
  /** Of the bundle that answers. */
  readonly hash: string;
  readonly adapter: AdapterReport;
  ask<Ask extends Question['ask']>(
    question: Extract<Question, { ask: Ask }>,
    onSteps?: (steps: number) => void,
  ): Promise<Answers[Ask]>;
  close(): Promise<void>;
}

/** Opens one of them. Throws Error where it cannot be had on this machine, with what is missing. */
export async function openImplementation(key: string): Promise<Opened> {
  const { engine, place, title, open } = IMPLEMENTATIONS[key];
  const { path, hash } = await bundleFor(place);
  const line = await open(path, engine);
  const ask = async (question: Question, onSteps?: (steps: number) => void) =>
    await line.ask(question, (said) => 'steps' in said && onSteps?.(said.steps));
  const adapter = (await ask({ ask: 'adapter' })) as AdapterReport;
  return {
    ...{ key, engine, hash, adapter, name: title(line.version) },
    ask: ask as Opened['ask'],
    close: () => line.close(),
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cliBundle, replaceFile } from '../../scripts/cli-bundle.ts';
import { findDeno } from '../../scripts/deno.ts';
import { esbuildTwins } from '../../scripts/deno-twins.ts';
import { nullDevice } from './null-device.ts';
import type { Question } from './side.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

export type Runtime = 'node' | 'deno';

/** Rights that a side has in Deno. */
const DENO_RIGHTS = ['--no-prompt', '--no-lock', '--unstable-webgpu', '-A'];

/** A checkout in a process of its own: its sources, this checkout's way of asking. */
export class SideProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterableIterator<string>;

  private constructor(child: ChildProcess, lines: Interface) {
    this.#child = child;
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** `computes` false: on Dawn's null backend. Throws Error where the folder is no checkout. */
  static async start(name: string, folder: string, runtime: Runtime, computes = true): Promise<SideProcess> {
    const bundle = await bundleSide(name, resolve(folder), runtime, computes);
    const [command, args] =
      runtime === 'node' ? [process.execPath, []] : [findDeno(), ['run', ...DENO_RIGHTS]];
    const child = spawn(command, [...args, bundle], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    return new SideProcess(child, createInterface({ input: child.stdout }));
  }

  /** Throws Error with what the side says where it fails. */
  async ask<Answer>(question: Question): Promise<Answer> {
    this.#child.stdin!.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('a side ended without an answer');
    const answer = JSON.parse(value) as Answer & { readonly failed?: string };
    if (answer.failed !== undefined) throw new Error(answer.failed);
    return answer;
  }

  async end(): Promise<void> {
    this.#child.stdin!.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}

/** One file with the folder's sources, beside this checkout's installed packages; nothing is written to the folder. */
async function bundleSide(
  name: string,
  folder: string,
  runtime: Runtime,
  computes: boolean,
): Promise<string> {
  const source = (path: string) => {
    const file = join(folder, path);
    if (!existsSync(file))
      throw new Error(`${folder}: expected a checkout of this project, found no ${path}`);
    return JSON.stringify(file);
  };
  const contents = `
    import { serveSide } from ${JSON.stringify(join(ROOT, 'bench/against/side.ts'))};
    import { caseSpec, caseStep } from ${source('src/bench/bench-case.ts')};
    import { WebGpuEngine } from ${source('src/engines/webgpu/webgpu-engine.ts')};
    import { parseExperiment } from ${source('src/experiment/schema.ts')};
    import { openNodeGpu } from ${source(`src/gpu/open-gpu.${runtime}.ts`)};
    import { runExperiment } from ${source('src/lab/run.ts')};
    import { randomTokenizer } from ${source('src/model/random-tokenizer.ts')};
    import { randomCheckpoint } from ${source('src/model/random-weights.ts')};
    import { SHAPES } from ${source('src/model/shapes.ts')};
    await serveSide({ caseSpec, caseStep, WebGpuEngine, parseExperiment, openNodeGpu, runExperiment,
      randomTokenizer, randomCheckpoint, SHAPES });
  `;
  const file = join(ROOT, `.cache/against/${name}-${runtime}.mjs`);
  const plugins = [...(runtime === 'deno' ? [esbuildTwins] : []), ...(computes ? [] : [nullDevice(ROOT)])];
  const { entryPoints: _, ...options } = cliBundle(file, plugins);
  const { outputFiles } = await build({
    ...options,
    stdin: { contents, resolveDir: ROOT, sourcefile: pathToFileURL(file).href, loader: 'ts' },
    external: [...(computes ? ['webgpu'] : []), 'onnxruntime-web', 'playwright'],
  });
  replaceFile(file, outputFiles[0].contents);
  return file;
}

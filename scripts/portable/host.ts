/**
 * An implementation in a process of its own, Node or Deno: reads questions from standard input, a line of JSON each, and writes answers to standard
 * output, `{ answer }` or `{ error }`, and `{ steps }` now and then. Its argument is the engine: `cpu` or `webgpu`.
 */
import { createInterface } from 'node:readline';
import { openNodeGpu } from '../../src/gpu/open-gpu.node.ts';
import { nodeModelFiles } from '../../src/model/files.node.ts';
import { loadModel } from '../../src/model/load.ts';
import { shippedFolder } from '../../src/model/shipped.node.ts';
import { answering, openEngine } from './answering.ts';

const [, , kind] = process.argv;
const say = (message: object) => void process.stdout.write(`${JSON.stringify(message)}\n`);
const engine = await openEngine(kind, openNodeGpu);
const ask = answering(engine, (name) => loadModel(nodeModelFiles(shippedFolder(name)), name), say);

for await (const line of createInterface({ input: process.stdin })) say(await ask(JSON.parse(line)));
process.exit(0);

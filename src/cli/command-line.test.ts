import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { performLine } from './command-line.ts';

let out: string;
let err: string;
beforeEach(() => {
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

test.each([
  [['fly'], 'unknown command "fly"'],
  [['constructor'], 'unknown command "constructor"'],
  [['__proto__', '--help'], 'unknown command "__proto__"'],
  [['plan', '--m', '1'], 'expected --k'],
  [
    ['plan', '--op', 'matmul', '--m', '0', '--k', '1', '--n', '1'],
    '--m: expected a whole number from 1 to 16777216, found "0"',
  ],
  [['complete'], 'expected either --prompt or --prompt-ids'],
  [['complete', '--prompt-ids', '1,x'], '--prompt-ids: expected a whole number'],
  [
    ['complete', '--prompt', 'a', '--set', 'other'],
    '--set: expected one of variant, invariant, pinned, found "other"',
  ],
  [['complete', '--prompt-ids', '1', '--model', '/nowhere'], '/nowhere: expected a folder of model files'],
  [['complete', '--prompt-ids', '1024', '--engine', 'cpu'], 'token 1024 is outside the vocabulary of 1024'],
  [['tasks', '--batch', '8,0'], '--batch: expected a whole number of at least 1, found "0"'],
  [['tasks', '--set', 'variant,variant'], 'expected each way to run once, found variant f32 batch 8 again'],
  [['tasks', '--tasks', 'tsconfig.json'], 'tsconfig.json: version: expected 1, found nothing'],
  [['certify', '--engine', 'ort-wasm'], 'onnxruntime-web has no kernel sets to certify'],
  [['run', 'package.json'], 'requests'],
  [['run', '#v1.AAAA'], 'this link'],
  [['bisect'], 'expected an experiment file or link'],
  [['bisect', 'experiments/needle.json', '--pair', 'alone'], '--pair: expected two arms'],
  [['blame', 'experiments/needle.json', '--pair', 'alone,nobody'], 'found "nobody"'],
  [['flip', 'experiments/needle.json', '--runs', '0'], '--runs: expected a whole number of at least 1'],
  [
    ['look', 'experiments/needle.json', '--position', '999'],
    '--position: expected a whole number from 0 to 63, found "999"',
  ],
  [
    ['look', 'experiments/needle.json', '--positon', '3'],
    'unknown option --positon; expected one of --pair, --position, --back, --model, --engine, --json',
  ],
  [['run', '-x'], 'unknown option -x; expected one of --model, --engine, --json'],
  [['model', '--all', 'x'], 'unknown option --all; this command has none'],
  [['run', 'experiments/needle.json', '--engine'], '--engine: expected a value, found none'],
  [
    ['look', 'experiments/needle.json', '--position', '-3'],
    '--position: expected a value, found "-3"; one with a dash in front is given as --position=-3',
  ],
  [['bisect', '--pair', '--json', 'x'], '--pair: expected a value, found none'],
  [['bisect', 'experiments/needle.json', '--all=yes'], '--all: expected no value, found one'],
  [['run', 'nowhere.json'], 'nowhere.json: expected a file, found none'],
  [['run', 'package.json/deeper'], 'package.json/deeper: expected a file, found none'],
  [['link', 'src'], 'src: expected a file, found a folder'],
  [['tasks', '--tasks', 'LICENSE'], 'LICENSE: line 1, column 1: expected a value, found "MIT License"'],
  [
    ['plan', '--m', '1', '--k', '1', '--n', '1', '--json', 'src'],
    '--json: expected a file, found the folder src',
  ],
])('refuses %j with exit code 2', async (args, message) => {
  expect([await performLine(args), out]).toEqual([2, '']);
  expect(err).toContain(message);
  // In this command line's own words, on lines of its own, and never a stack.
  expect(err).toMatch(/^lab: /);
  expect(err).not.toMatch(/^ +at |ENOENT|ERR_|To specify|Unexpected/m);
});

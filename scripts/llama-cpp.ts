/**
 * Installs llama.cpp, which tests of GGUF files are held to: node-llama-cpp with the binary for x86-64 Linux alone, under .cache/llama. All of its
 * binaries would be 669 MB, so it is no dependency of the project.
 *
 *   npm run -s llama
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const VERSION = '3.22.1';
const FOLDER = fileURLToPath(new URL('../.cache/llama', import.meta.url));
const INSTALLED = `${FOLDER}/node_modules/@node-llama-cpp/linux-x64/package.json`;

if (process.platform !== 'linux' || process.arch !== 'x64')
  throw new Error(
    `expected x86-64 Linux, found ${process.platform} on ${process.arch}: node-llama-cpp has other binaries for it`,
  );
if (!existsSync(INSTALLED)) {
  mkdirSync(FOLDER, { recursive: true });
  const packages = [`node-llama-cpp@${VERSION}`, `@node-llama-cpp/linux-x64@${VERSION}`];
  // Its install script would look for other binaries.
  const quiet = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', '--prefix', FOLDER, ...quiet, ...packages], { stdio: 'inherit' });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

/** Releases of Node.js that package.json admits. */
const NODES = ['20', '22', '24'];

/** What is wrong with a Dockerfile: by its grammar, and by what this project asks of one. `root`: the folder that it is built in. */
export function dockerfileProblems(text: string, root: string): string[] {
  const lines = validate(text).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
  const instructions = DockerfileParser.parse(text).getInstructions();
  const of = (keyword: string) => instructions.filter((each) => each.getKeyword() === keyword);
  return [
    ...lines,
    ...of('FROM').flatMap(baseProblems),
    ...[...of('COPY'), ...of('ADD')].flatMap((each) => sourceProblems(each, root)),
    ...userProblems(of('USER')),
    ...ownerProblems(of('WORKDIR'), of('RUN')),
    ...of('RUN').flatMap(packageProblems),
  ];
}

function wordsOf(instruction: Instruction): string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}

function at(instruction: Instruction, problem: string): string {
  return `${instruction.getRange().start.line + 1}: ${problem}`;
}

function baseProblems(from: Instruction): string[] {
  const [image] = wordsOf(from);
  const [, name, tag] = /^(.*?)(?::([\w.-]+))?$/.exec(image)!;
  if (tag === undefined || tag === 'latest') return [at(from, `${image}: expected a tag other than latest`)];
  const [node] = tag.split(/[.-]/);
  if (name === 'node' && !NODES.includes(node))
    return [at(from, `${image}: expected Node.js ${NODES.join(', ')}`)];
  return [];
}

function sourceProblems(copy: Instruction, root: string): string[] {
  return wordsOf(copy)
    .slice(0, -1)
    .filter((source) => !existsSync(join(root, source)))
    .map((source) => at(copy, `${source}: no such file to copy`));
}

function userProblems(users: readonly Instruction[]): string[] {
  const last = users.at(-1);
  if (!last) return ['no USER: it would run as root'];
  return ['root', '0'].includes(wordsOf(last)[0].split(':')[0]) ? [at(last, 'it would run as root')] : [];
}

/** WORKDIR makes a folder that is root's, whoever USER says is next, and so is a new volume in its place. */
function ownerProblems(folders: readonly Instruction[], runs: readonly Instruction[]): string[] {
  const last = folders.at(-1);
  if (!last) return [];
  const [folder] = wordsOf(last);
  const given = runs.some((each) => {
    const words = wordsOf(each);
    return words.includes('chown') && words.includes(folder);
  });
  return given ? [] : [at(last, `${folder}: it belongs to root, and nobody else can write there`)];
}

/** Lists of packages stay in the layer that fetched them, whoever removes them later. */
function packageProblems(run: Instruction): string[] {
  const text = wordsOf(run).join(' ');
  if (!text.includes('apt-get install')) return [];
  return ['apt-get update', '--no-install-recommends', 'rm -rf /var/lib/apt/lists/*']
    .filter((part) => !text.includes(part))
    .map((part) => at(run, `apt-get install without ${part}`));
}

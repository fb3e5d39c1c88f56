import { brokenPromises, forksOf } from '../results/checks.ts';
import type { DiffRecord, RunRecord } from '../results/record.ts';
import { adapterWords } from './engine.ts';
import { type JUnitCase, junitXml } from './junit.ts';
import { verdictLines, verdictOf } from './verdict.ts';

/**
 * A run as JUnit XML: a test for each request of each arm, which an error ends, and one for each compared pair and probe, which
 * fails where a promise of equal bits was broken, or, where `failOnFork`, where the pair forks. Drawn companies are one test for
 * each tree that they make.
 */
export function runJUnit(record: RunRecord, failOnFork: boolean): string {
  const { arms, diffs, forkTrees, experiment, engine, adapter } = record;
  const properties = { experiment: experiment.title, engine, adapter: adapterWords(adapter) };
  const requests = arms.flatMap(({ name, requests: own }) =>
    own.map(
      ({ id, finish }): JUnitCase => ({
        name: `${name}: ${id}`,
        classname: 'batchmates.requests',
        seconds: null,
        outcome:
          finish.reason === 'error'
            ? { is: 'error', kind: 'request', message: finish.message, text: finish.message }
            : { is: 'passed' },
      }),
    ),
  );
  const pairs = diffs.map(
    (diff): JUnitCase => ({
      name: `${diff.probe}: ${diff.a} vs ${diff.b}`,
      classname: 'batchmates.pairs',
      seconds: null,
      outcome: pairOutcome(diff, record, failOnFork),
    }),
  );
  const trees = forkTrees.map((tree): JUnitCase => {
    const [fork] = forksOf({ diffs: [], forkTrees: [tree] });
    return {
      name: `${tree.probe}: ${tree.arms} arms`,
      classname: 'batchmates.companies',
      seconds: null,
      outcome:
        fork && failOnFork ? { is: 'failed', kind: 'fork', message: fork, text: fork } : { is: 'passed' },
    };
  });
  const suites = [
    { name: 'requests', properties, cases: requests },
    { name: 'pairs', properties, cases: pairs },
    { name: 'companies', properties, cases: trees },
  ].filter(({ cases }) => cases.length > 0);
  const milliseconds = arms.reduce((sum, { timing }) => sum + timing.milliseconds, 0);
  return junitXml('batchmates run', suites, milliseconds / 1000);
}

function pairOutcome(diff: DiffRecord, record: RunRecord, failOnFork: boolean): JUnitCase['outcome'] {
  const [broken] = brokenPromises({ ...record, diffs: [diff] });
  const text = verdictLines(diff, record).join('\n');
  if (broken) return { is: 'failed', kind: 'promise', message: broken, text };
  if (failOnFork && diff.fork !== null)
    return { is: 'failed', kind: 'fork', message: verdictOf(diff, record).words, text };
  return { is: 'passed' };
}

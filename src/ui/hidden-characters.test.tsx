import { readFileSync } from 'node:fs';
import type { ComponentType } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { Pairs } from './areas/compare/pairs-section.tsx';
import { Composer } from './areas/compose/composer.tsx';
import { ExperimentHead } from './areas/compose/experiment-head.tsx';
import { Gallery } from './areas/compose/gallery.tsx';
import { AskWhy } from './areas/investigate/ask-why.tsx';
import { ArmsTable } from './areas/run/arms-table.tsx';
import { LostHere } from './areas/run/guarantees.tsx';
import { Progress } from './areas/run/run-progress.tsx';
import { StepTimeline } from './areas/run/step-timeline.tsx';
import { EmbedHeader } from './areas/share/embed-header.tsx';
import { ReceiptPanel } from './areas/share/receipt-panel.tsx';
import { expectedOf } from './areas/share/share-link.ts';
import { Announcer } from './shell/announcer.tsx';
import { Refusal } from './shell/refusal.tsx';
import { editorStore } from './state/editor.ts';
import { exampleViews } from './state/example.ts';
import { parseExample } from './state/example-file.ts';
import { labStore } from './state/lab-store.ts';

/** Takes no room, turns what follows round, clears a terminal. */
const HOSTILE = '\u200b\u202eevil\u009b31m';
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}]/gu;

const path = new URL('../../public/examples/needle.json', import.meta.url);
const text = readFileSync(path, 'utf8');
const before = labStore.getState();

beforeAll(() => {
  vi.stubGlobal('location', { href: 'https://example.org/', hash: '' });
  Object.assign(labStore, { getInitialState: labStore.getState });
  Object.assign(editorStore, { getInitialState: editorStore.getState });
  // Every arm's name, wherever the example quotes it.
  const names: string[] = JSON.parse(text).record.experiment.arms.map(({ name }: { name: string }) => name);
  const hostile = names.reduce(
    (json, name) => json.replaceAll(new RegExp(`(["/])${name}(["/])`, 'g'), `$1${name}${HOSTILE}$2`),
    text,
  );
  const example = parseExample(JSON.parse(hostile));
  const experiment = parseExperiment({
    ...example.record.experiment,
    title: `A title${HOSTILE}`,
    description: `What was\nfound${HOSTILE}`,
  });
  const record = { ...example.record, experiment, lost: [`matmul in ${names[0]}${HOSTILE}`] };
  const expected = { ...expectedOf(record), adapter: `An adapter${HOSTILE}`, experiment };
  labStore.setState({
    experiments: [{ id: 'link', experiment }],
    chosen: { id: 'link', experiment },
    expected,
    refused: `a file${HOSTILE}: wrong`,
    left: { id: 'left', experiment: { ...experiment } },
    status: { state: 'done', result: null },
    view: { ...exampleViews(example)(example.record.experiment), experiment, record, source: 'live' },
  });
  editorStore.setState({ openArm: experiment.arms[0].name, openRequest: experiment.requests[0].id });
});
afterAll(() => {
  vi.unstubAllGlobals();
  labStore.setState(before, true);
});

const Compiling = () => (
  <Progress
    status={{ state: 'running', progress: { stage: 'compiling', arm: `alone${HOSTILE}`, index: 0, arms: 2 } }}
    record={null}
  />
);

it.each<[string, ComponentType]>(
  Object.entries({
    ...{ Composer, Gallery, Pairs, AskWhy, ArmsTable, LostHere, StepTimeline },
    ...{ EmbedHeader, ReceiptPanel, Announcer, Refusal, Compiling },
  }),
)('%s shows hidden characters of names for what they are', (_, Component) => {
  // What stands in these is not shown.
  const html = renderToStaticMarkup(<Component />).replaceAll(/ (?:value|id)="[^"]*"/g, '');
  expect(
    [...html.matchAll(HIDDEN)].map(({ index }) => html.slice(Math.max(0, index - 60), index + 20)),
  ).toEqual([]);
  expect(html).toContain('evil');
});

it.each([ExperimentHead, EmbedHeader])(
  'names that look alike are told of wherever an experiment is opened',
  (Component) => {
    const { chosen } = labStore.getState();
    const [first, second, ...others] = chosen.experiment.arms;
    const arms = [{ ...first, name: 'alone' }, { ...second, name: '\u0430lone' }, ...others];
    labStore.setState({ chosen: { ...chosen, experiment: { ...chosen.experiment, arms } } });
    expect(renderToStaticMarkup(<Component />)).toContain('look alike');
    labStore.setState({ chosen });
    expect(renderToStaticMarkup(<Component />)).not.toContain('look alike');
  },
);

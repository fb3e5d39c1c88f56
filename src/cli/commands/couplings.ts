import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asksForRandom } from '../../experiment/model-name.ts';
import { visible } from '../../experiment/visible.ts';
import { comparedWords, formatCouplings } from '../../report/couplings.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import { compareCouplings } from '../../studies/couplings/compare-couplings.ts';
import { couplingClaims, draftingArms } from '../../studies/couplings/coupling-experiment.ts';
import { type CouplingSetting, measureCouplings } from '../../studies/couplings/measure-couplings.ts';
import { MECHANISMS } from '../../studies/couplings/mechanisms.ts';
import { parseCouplings } from '../../studies/couplings/report-schema.ts';
import { parseTasks } from '../../studies/tasks/task-file.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import type { Command } from '../command.ts';
import { openEngine, openModelFor, shippedModel, writtenModel } from '../engine.ts';
import { readJson } from '../input.ts';
import { placeOf } from '../model-place.ts';
import { openOutput } from '../output.ts';
import { showRows, showWeights } from '../progress.ts';
import { clearProgress } from '../terminal.ts';
import { oneOf, parseCommand, shownPath, UsageError } from '../usage.ts';

const IDS = MECHANISMS.map(({ id }) => id);

const OPTIONS = {
  model: { type: 'string', default: shippedModel('nano') },
  engine: { type: 'string', default: 'webgpu' },
  only: { type: 'string', multiple: true },
  beside: { type: 'string' },
  json: { type: 'string' },
} as const;

export const couplings: Command = {
  summary: 'measure what company does to a request, mechanism by mechanism: by shape, content and load',
  help: `Usage: lab couplings [options]

Runs each mechanism with a few probes in a small company, and in three others: of another shape, of other words, at other times; with the
mechanism and without. Prints the strongest effect on a probe (nothing, time, bits, tokens, pass rate) and that of the control; --json has
times and right answers too.

  --model MODEL     a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                    (default: nano); a folder's tasks.json is asked of it too
  --engine ENGINE   webgpu (default), cpu, ort-webgpu or ort-wasm
  --only MECHANISM  one row, several times: several (${IDS.join(', ')})
  --beside FILE     also say how it differs from a report that --json wrote, of another model or engine; those of the page are in
                    public/examples/couplings
  --json FILE       also write the report, each cell with its experiment's link; - for standard output, instead of the table`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    const kind = oneOf('engine', values.engine, ENGINE_KINDS);
    const only = values.only?.map((id) => oneOf('only', id, IDS));
    const mechanisms = only ? MECHANISMS.filter(({ id }) => only.includes(id)) : MECHANISMS;
    const beside = values.beside === undefined ? null : await besideOf(values.beside, mechanisms);
    const output = await openOutput(values.json);
    const random = asksForRandom(values.model);
    const place = random ? null : await placeOf(values.model);
    const model = await openModelFor(place ?? values.model, !random, draftingArms(mechanisms));
    const file = place && join(place.folder, 'tasks.json');
    const tasks = file && existsSync(file) ? parseTasks(await readJson(file), file) : [];
    const { engine, gpu, own, close } = await openEngine(kind, model);
    const written = writtenModel(model);
    try {
      const certified = await certifyRun({
        ...{
          engine,
          gpu,
          own,
          model,
          signal,
          experiment: couplingClaims(mechanisms, written),
          userAgent: USER_AGENT,
        },
        ...{ stored: storedCertificate, onWeights: showWeights() },
      });
      const setting: CouplingSetting = {
        ...{ model, written, engine, signal, tasks, mechanisms },
        ...certified,
      };
      const report = await measureCouplings({ ...setting, onProgress: showRows() });
      clearProgress();
      output.report([
        ...formatCouplings(report, mechanisms),
        ...(beside
          ? comparedWords(compareCouplings(report.rows, beside.rows), visible(beside.model.name))
          : []),
      ]);
      await output.json(report);
      return 0;
    } finally {
      close();
    }
  },
};

/** The report to compare with, which must have one of the rows that are measured. Throws UsageError, ModelError. */
async function besideOf(path: string, mechanisms: readonly { readonly id: string }[]) {
  if (path === '') throw new UsageError('--beside: expected a file, found an empty name');
  const report = parseCouplings(await readJson(path), path);
  if (mechanisms.some(({ id }) => report.rows.some((row) => row.id === id))) return report;
  throw new UsageError(
    `--beside: ${shownPath(path)}: expected a row of what is measured here, found none among its ${report.rows.length}`,
  );
}

import { formatCliffs } from '../../report/cliffs.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { certifyRun } from '../../studies/certificate/session.ts';
import { cliffClaims } from '../../studies/cliffs/cliff-experiment.ts';
import { cliffPrompts, MOST_PROMPTS, USUAL_PROMPTS } from '../../studies/cliffs/cliff-prompts.ts';
import { cliffTokens, measureCliffs } from '../../studies/cliffs/measure-cliffs.ts';
import { storedCertificate, USER_AGENT } from '../certificate-store.ts';
import type { Command } from '../command.ts';
import { openEngine, openModel, shippedModel, writtenModel } from '../engine.ts';
import { openOutput } from '../output.ts';
import { showRows, showWeights } from '../progress.ts';
import { clearProgress } from '../terminal.ts';
import { oneOf, parseCommand, wholeNumber } from '../usage.ts';

const OPTIONS = {
  model: { type: 'string', default: shippedModel('nano') },
  engine: { type: 'string', default: 'webgpu' },
  prompts: { type: 'string', default: String(USUAL_PROMPTS) },
  json: { type: 'string' },
} as const;

export const cliffs: Command = {
  summary: 'map where the width of verification leaves plain decoding, beside the plans of its steps',
  help: `Usage: lab cliffs [options]

Decodes a few openings of tales one token at a time, and once more in steps that verify 1 to 8 drafted tokens, of 2 to 9 rows, under variant kernels
and, as the control, under invariant ones. The model drafts for itself, so that nearly every draft stands. Prints of each width which plan each
operation has, which stream of bits comes, from which token on bits differ and where another word comes.

  --model MODEL     a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                    (default: nano)
  --engine ENGINE   webgpu (default) or cpu
  --prompts N       openings to try, 1 to ${MOST_PROMPTS} (default: ${USUAL_PROMPTS})
  --json FILE       also write the report; - for standard output, instead of the table`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    // The others keep no blocks that drafts could be rolled back in.
    const kind = oneOf(
      'engine',
      values.engine,
      ENGINE_KINDS.filter((each) => !each.startsWith('ort')),
    );
    const prompts = cliffPrompts(wholeNumber('prompts', values.prompts, 1, MOST_PROMPTS));
    const output = await openOutput(values.json);
    const model = await openModel(values.model);
    const { engine, gpu, own, close } = await openEngine(kind, model);
    const written = writtenModel(model);
    const tokens = cliffTokens(model);
    try {
      const experiment = cliffClaims({ written, prompt: prompts[0], tokens });
      const certified = await certifyRun({
        ...{ engine, gpu, own, model, signal, experiment, userAgent: USER_AGENT },
        ...{ stored: storedCertificate, onWeights: showWeights() },
      });
      const report = await measureCliffs({
        ...{ model, written, engine, signal, prompts, tokens },
        ...certified,
        onProgress: showRows(),
      });
      clearProgress();
      output.report(formatCliffs(report));
      await output.json(report);
      return 0;
    } finally {
      close();
    }
  },
};

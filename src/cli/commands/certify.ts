import { ACTIVATION_DTYPES, PACKED_DTYPES } from '../../numerics/dtypes.ts';
import { certificateLines } from '../../report/certificate.ts';
import { forecastLines } from '../../report/certificate-forecast.ts';
import { certificateJUnit } from '../../report/certificate-junit.ts';
import type { Certificate, CertificateCase } from '../../studies/certificate/certificate.ts';
import { certify as certifyAdapter } from '../../studies/certificate/certify.ts';
import { fullClaims } from '../../studies/certificate/claims.ts';
import { forecast } from '../../studies/certificate/forecast.ts';
import { certificateKey } from '../../studies/certificate/key.ts';
import { cellName } from '../../studies/certificate/note.ts';
import { CellClock } from '../cell-clock.ts';
import { storeCertificate, USER_AGENT } from '../certificate-store.ts';
import { CHOICE, ONLY, READINGS, readChoice } from '../certify-choice.ts';
import type { Command } from '../command.ts';
import { openEngine, openModel, shippedModel } from '../engine.ts';
import { openFile, openOutput } from '../output.ts';
import { showWeights } from '../progress.ts';
import { clearProgress, note, showInPlace, showsInPlace } from '../terminal.ts';
import { isCoded, parseCommand, UsageError } from '../usage.ts';

export const certify: Command = {
  summary: "test this adapter's batch invariance, bit by bit",
  help: `Usage: lab certify [options]

Compares rows bit by bit, each operation by itself on generated inputs and through the whole model: over the number of
rows in the step and the places in it, cuts of the prompt, what the KV cache held, and rows of one request in one step;
for both of the lab's invariant sets, every activation dtype and every weight format, of q8 and q4 with q8 activations by row too;
of a mixture its router and experts with room for all. In each cell of that matrix a negative control,
two plans that are different trees, must differ; so must what one scale for all rows, and a capacity of experts, let in. Fails (exit code 1) where a case does not hold or a control is blind.

  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: nano)
  --engine ENGINE      webgpu (default) or cpu, which replays the plans (onnxruntime-web has none: npm run bench:batch)
  --short              only the invariant set, or those of --set, on the weights as stored, and q8 activations on q8, in few cases
  --only OPERATIONS    of ${ONLY.join(', ')}; several between commas, as below
  --set SETS           of invariant, pinned and portable, which is tested on the weights as stored and against its replay too
  --dtype DTYPES       of the activations: ${ACTIVATION_DTYPES.join(', ')}
  --weights FORMATS    ${PACKED_DTYPES.join(', ')}
  --quantize READINGS  of the activations by products: ${READINGS.join(', ')}
  --junit FILE         also write JUnit XML: a suite for each operation, a test for each cell
  --json FILE          also write the certificate; - for standard output, instead of the report

The sets that state what a library does are not in it: an experiment that uses one is tested before it runs. A large model takes a
software adapter long: how long is said first, from a few steps. Only a certificate of which nothing was left out is kept for later runs.`,

  async perform(args, signal) {
    const options = {
      model: { type: 'string', default: shippedModel('nano') },
      engine: { type: 'string', default: 'webgpu' },
      ...CHOICE,
      junit: { type: 'string' },
      json: { type: 'string' },
    } as const;
    const { values } = parseCommand(args, options, []);
    if (values.engine.startsWith('ort-'))
      throw new UsageError('--engine: expected webgpu or cpu; onnxruntime-web has no kernel sets to certify');
    const choice = readChoice(values);
    const output = await openOutput(values.json);
    const writeJUnit = await openFile('--junit', values.junit);
    const model = await openModel(values.model, false);
    if (!model.checkpoint.config.experts && choice.operations?.every((each) => each === 'experts'))
      throw new UsageError(
        `--only experts: expected a model that is a mixture of experts, found ${model.name}, which has none`,
      );
    const { engine, gpu, close } = await openEngine(values.engine, model);
    try {
      const claims = choice.claims(fullClaims(model.checkpoint));
      const form: Certificate['form'] = values.short ? 'short' : 'full';
      const asked = { engine, model, form, claims, operations: choice.operations };
      const key = certificateKey(engine, model, USER_AGENT, claims);
      const ahead = await forecast(asked, { signal, onWeights: showWeights() });
      for (const line of forecastLines(ahead)) note(line);
      const [show, clock] = [showCases(ahead.cells), new CellClock()];
      const certificate = await certifyAdapter({
        ...{ ...asked, gpu, key, signal, onWeights: showWeights() },
        onCase: (found, done) => {
          clock.lap(found);
          show(found, done);
        },
      });
      clearProgress();
      output.report(certificateLines(certificate));
      await output.json(certificate);
      await writeJUnit?.(certificateJUnit(certificate, (cell) => clock.secondsOf(cell)));
      if (choice.whole) await keep(certificate);
      return certificate.passed ? 0 : 1;
    } finally {
      close();
    }
  },
};

/** A cache that takes nothing costs later runs their evidence, and this one nothing. */
async function keep(certificate: Certificate): Promise<void> {
  try {
    await storeCertificate(certificate);
  } catch (error) {
    if (!isCoded(error)) throw error;
    note(`not kept for later runs: ${error.message}`);
  }
}

/** Says on standard error which of so many cells is being tested, and at once what fails. */
function showCases(cells: number): (found: CertificateCase, done: number) => void {
  const onTerminal = showsInPlace();
  const seen = new Set<string>();
  return (one, done) => {
    const place = cellName(one);
    const known = seen.size;
    const line = `cell ${seen.add(place).size} of ${cells}: ${place}`;
    if (onTerminal) showInPlace(`${done} cases  ${line}`);
    else if (seen.size > known) note(line);
    if (one.outcome === 'failed') note(`FAILED ${place}: ${one.name}: ${one.found}`);
  };
}

import { CURE } from '../../numerics/sets/sets.ts';
import { certificateLines } from '../../report/certificate.ts';
import { certificateJUnit } from '../../report/certificate-junit.ts';
import type { Certificate, CertificateCase } from '../../studies/certificate/certificate.ts';
import { certify as certifyAdapter } from '../../studies/certificate/certify.ts';
import { fullClaims } from '../../studies/certificate/claims.ts';
import { certificateKey } from '../../studies/certificate/key.ts';
import { cellName } from '../../studies/certificate/note.ts';
import { CellClock } from '../cell-clock.ts';
import { storeCertificate, USER_AGENT } from '../certificate-store.ts';
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
for both of the lab's invariant sets, every activation dtype and every weight format. In each cell of that matrix a negative control,
two plans that are different trees, must differ. Fails (exit code 1) where a case does not hold or a control is blind.

  --model MODEL        a checkpoint in Hugging Face layout, or random:SHAPE[:LAYERS][:SEED] (default: nano)
  --engine ENGINE      webgpu (default) or cpu, which replays the plans (onnxruntime-web has none: npm run bench:batch)
  --short              only the invariant set on the weights as stored, in few cases
  --junit FILE         also write JUnit XML: a suite for each operation, a test for each cell
  --json FILE          also write the certificate; - for standard output, instead of the report

The sets that state what a library does are not in it: an experiment that uses one is tested before it runs.`,

  async perform(args, signal) {
    const options = {
      model: { type: 'string', default: shippedModel('nano') },
      engine: { type: 'string', default: 'webgpu' },
      short: { type: 'boolean', default: false },
      junit: { type: 'string' },
      json: { type: 'string' },
    } as const;
    const { values } = parseCommand(args, options, []);
    if (values.engine.startsWith('ort-'))
      throw new UsageError('--engine: expected webgpu or cpu; onnxruntime-web has no kernel sets to certify');
    const output = await openOutput(values.json);
    const writeJUnit = await openFile('--junit', values.junit);
    const model = await openModel(values.model, false);
    const { engine, gpu, close } = await openEngine(values.engine, model);
    try {
      const all = fullClaims(model.checkpoint);
      const claims = values.short
        ? all.filter(({ kernels, weights }) => kernels.matmul === CURE && weights === 'stored')
        : all;
      const key = certificateKey(engine, model, USER_AGENT, claims);
      const [show, clock] = [showCases(), new CellClock()];
      const form = values.short ? 'short' : 'full';
      const certificate = await certifyAdapter({
        engine,
        gpu,
        model,
        key,
        form,
        claims,
        signal,
        onWeights: showWeights(),
        onCase: (found, done) => {
          clock.lap(found);
          show(found, done);
        },
      });
      clearProgress();
      output.report(certificateLines(certificate));
      await output.json(certificate);
      await writeJUnit?.(certificateJUnit(certificate, (cell) => clock.secondsOf(cell)));
      await keep(certificate);
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

/** Says on standard error which cell is being tested, and at once what fails. */
function showCases(): (found: CertificateCase, done: number) => void {
  const onTerminal = showsInPlace();
  let shown = '';
  return (one, done) => {
    const place = cellName(one);
    if (onTerminal) showInPlace(`${done} cases  ${place}`);
    else if (place !== shown) note(place);
    shown = place;
    if (one.outcome === 'failed') note(`FAILED ${place}: ${one.name}: ${one.found}`);
  };
}

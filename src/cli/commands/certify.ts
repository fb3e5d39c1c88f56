import type { Certificate, CertificateCase } from '../../lab/certificate/certificate.ts';
import { certify as certifyAdapter } from '../../lab/certificate/certify.ts';
import { certificateKey } from '../../lab/certificate/key.ts';
import { certificateVerdict, groupCases } from '../../lab/certificate/summary.ts';
import { describeArithmetic } from '../../numerics/adapter-arithmetic.ts';
import { adapterName } from '../../results/adapter-name.ts';
import { storeCertificate, USER_AGENT } from '../certificate-store.ts';
import type { Command } from '../command.ts';
import { openEngine, openModel, shippedModel } from '../engine.ts';
import { checkOutput, writeJson } from '../output.ts';
import { parseCommand } from '../usage.ts';

export const certify: Command = {
  summary: "test this adapter's batch invariance, bit by bit",
  help: `Usage: lab certify [options]

Compares rows bit by bit through the whole model: over the number of rows in the step, places, chunkings of the prompt,
recycled KV blocks and dtypes, with negative controls that must differ. Fails (exit code 1) where any case does not hold.

  --model DIR          a checkpoint in Hugging Face layout (default: nano)
  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only)
  --short              only the pipelines of the invariant set, at a few numbers of rows
  --json FILE          also write the certificate; - for standard output, instead of the report`,

  async perform(args, signal) {
    const options = {
      model: { type: 'string', default: shippedModel('nano') },
      engine: { type: 'string', default: 'webgpu' },
      short: { type: 'boolean', default: false },
      json: { type: 'string' },
    } as const;
    const { values } = parseCommand(args, options, []);
    await checkOutput(values.json);
    const model = await openModel(values.model);
    const engine = await openEngine(values.engine, model);
    try {
      const key = certificateKey(engine, model, USER_AGENT);
      const form = values.short ? 'short' : 'full';
      const certificate = await certifyAdapter({ engine, model, key, form, signal, onCase: showCase });
      await storeCertificate(certificate);
      if (values.json !== '-') process.stdout.write(report(certificate));
      if (values.json) await writeJson(values.json, certificate);
      return certificate.passed ? 0 : 1;
    } finally {
      engine.destroy();
    }
  },
};

function showCase({ set, dtype, name, passed }: CertificateCase): void {
  process.stderr.write(`${passed ? 'ok    ' : 'FAILED'} ${set} ${dtype}: ${name}\n`);
}

function report(certificate: Certificate): string {
  const { adapter, cases, passed, form, milliseconds, model } = certificate;
  const lines = groupCases(cases).map(({ set, dtype, claim, passed: good, total }) => {
    const group = `${set.padEnd(10)} ${dtype.padEnd(5)} ${claim}`;
    return `${good === total ? 'ok    ' : 'FAILED'} ${group.padEnd(34)} ${good} of ${total} cases`;
  });
  const failures = cases
    .filter((one) => !one.passed)
    .map((one) => `       ${one.set} ${one.dtype} ${one.name}: ${one.found}`);
  return [
    `Certificate (${form}) of ${certificate.engine} on ${adapterName(adapter)}${adapter.software ? ' (software)' : ''}`,
    `arithmetic: ${describeArithmetic(certificate.arithmetic)}`,
    `model ${model.name}, ${model.hash}`,
    ...lines,
    ...failures,
    `${passed ? 'PASSED' : 'FAILED'}: ${cases.length} cases in ${(milliseconds / 1000).toFixed(1)} s`,
    certificateVerdict(certificate),
    '',
  ].join('\n');
}

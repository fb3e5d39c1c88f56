import { type Certificate, type CertificateCase, certifiedSet } from '../../lab/certificate/certificate.ts';
import { certify as certifyAdapter } from '../../lab/certificate/certify.ts';
import { certificateKey } from '../../lab/certificate/key.ts';
import { describeArithmetic } from '../../numerics/adapter-arithmetic.ts';
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
  --engine ENGINE      webgpu (default) or cpu
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
  const groups = new Map<string, CertificateCase[]>();
  for (const one of cases) {
    const group = `${one.set.padEnd(10)} ${one.dtype.padEnd(5)} ${one.claim}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const lines = [...groups].map(([group, found]) => {
    const good = found.filter((one) => one.passed).length;
    return `${good === found.length ? 'ok    ' : 'FAILED'} ${group.padEnd(34)} ${good} of ${found.length} cases`;
  });
  const failures = cases
    .filter((one) => !one.passed)
    .map((one) => `       ${one.set} ${one.dtype} ${one.name}: ${one.found}`);
  return [
    `Certificate (${form}) of ${certificate.engine} on ${adapter.description || adapter.device}${adapter.software ? ' (software)' : ''}`,
    `arithmetic: ${describeArithmetic(certificate.arithmetic)}`,
    `model ${model.name}, ${model.hash}`,
    ...lines,
    ...failures,
    `${passed ? 'PASSED' : 'FAILED'}: ${cases.length} cases in ${(milliseconds / 1000).toFixed(1)} s`,
    verdict(certificate),
    '',
  ].join('\n');
}

function verdict(certificate: Certificate): string {
  switch (certifiedSet(certificate)) {
    case 'invariant':
      return 'On this adapter and driver the invariant set is batch-invariant.';
    case 'pinned':
      return 'On this adapter the many-tilings form is not invariant; pinned is, and stands in for it.';
    case null:
      return 'On this adapter no set was found to be batch-invariant.';
  }
}

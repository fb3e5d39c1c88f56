import { expect, test } from 'vitest';
import { judgeGate } from '../audit/gate/gate.ts';
import { DEFAULT_POLICY } from '../audit/gate/policy.ts';
import { modelAudit, variantAudit } from '../audit/gate/testing/model-audit.ts';
import { gateLines, gateSentence, gateValue } from './audit-gate.ts';
import { gateJUnit } from './audit-gate-junit.ts';
import { gateMarkdown } from './audit-gate-markdown.ts';

const before = modelAudit(variantAudit({ seed: 1 }));
const judged = (now: Parameters<typeof variantAudit>[0]) =>
  judgeGate(before, modelAudit(variantAudit(now)), DEFAULT_POLICY);
const slow = judged({ seed: 1, slowdown: 1.5, fingerprint: 'def' });

test('the sentence names what stops it, and what is only told', () => {
  expect(gateSentence(judged({ seed: 1 }))).toBe('The gate lets it through.');
  expect(gateSentence(slow)).toBe('The gate stops it at speed (2 of 2 checks). Told, not blocked: bits.');
  expect(gateSentence(judged({ seed: 1, waves: 4 }))).toBe('The gate cannot tell: speed (2 of 2 checks).');
});

test('a line a check, with its figures, its interval and its tolerance', () => {
  const lines = gateLines(slow).join('\n');
  expect(lines).toMatch(
    /FAIL {4}bf16: p50 of a wave of requests at batch 1: [\d.]+ ms -> [\d.]+ ms, \+50\.0 \(\+[\d.]+ to \+[\d.]+\) %, tolerance 10 %/,
  );
  expect(lines).toContain('FAIL    bf16: fingerprint: abc -> def, other bits, tolerance none');
});

test('a comment has an axis a line, and nothing of a model’s own that Markdown would take for more', () => {
  const odd = { ...variantAudit({ seed: 1 }), id: 'a|b <img>' };
  const text = gateMarkdown(judgeGate(modelAudit(odd), modelAudit(odd), DEFAULT_POLICY));
  expect(text).toContain('<!-- batchmates-gate -->');
  expect(text).toMatch(/\| Speed \| ✅ pass \| blocks \|/);
  expect(text).toContain('a\\|b &lt;img&gt;');
  expect(text).not.toContain('<img>');
});

test('JUnit fails what blocks, and skips what warns with its words', () => {
  const xml = gateJUnit(slow, 1.5);
  expect(xml).toContain(
    '<testsuites name="batchmates gate" tests="9" failures="2" errors="0" skipped="1" time="1.500">',
  );
  expect(xml).toContain('<failure type="worse"');
  expect(xml).toContain('<skipped message="worse: abc -&gt; def');
});

test('what no wave told is said, not written as a number', () => {
  expect([Number.NaN, 0, 12.5].map((ms) => gateValue('ms', ms))).toEqual(['not told', '0 ms', '12.5 ms']);
});

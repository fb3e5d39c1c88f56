import type { AxisReport, GateCheck, GateReport } from '../audit/gate/report.ts';
import { checkWords, gateSentence, gateValue, toleranceWords, worseWords } from './audit-gate.ts';
import { type JUnitCase, junitXml } from './junit.ts';

/** A gate as JUnit XML: a suite for each axis, a test for each check. What warns and does not block is skipped where it fails, with its words. */
export function gateJUnit(report: GateReport, seconds: number): string {
  const properties = { verdict: gateSentence(report), confidence: String(report.policy.confidence) };
  const suites = report.axes
    .filter(({ verdict }) => verdict !== null)
    .map((axis) => ({
      name: axis.axis,
      properties: { ...properties, mode: axis.mode },
      cases: axis.checks.map((check) => caseOf(check, axis, report)),
    }));
  return junitXml('batchmates gate', suites, seconds);
}

function caseOf(check: GateCheck, { axis, mode }: AxisReport, { policy }: GateReport): JUnitCase {
  const { unit, before, now, because } = check;
  const text = `${gateValue(unit, before)} -> ${gateValue(unit, now)}, worse by ${worseWords(check)}, tolerance ${toleranceWords(check)}${because === null ? '' : `; ${because}`}`;
  return {
    name: checkWords(check),
    classname: `batchmates.gate.${axis}`,
    seconds: null,
    outcome: outcomeOf(check, mode === 'block', policy.doubt === 'any', text),
  };
}

function outcomeOf(check: GateCheck, blocks: boolean, strict: boolean, text: string): JUnitCase['outcome'] {
  if (check.verdict === 'pass') return { is: 'passed' };
  const kind = check.verdict === 'fail' ? 'worse' : 'unclear';
  if (!blocks || (kind === 'unclear' && !strict)) return { is: 'skipped', why: `${kind}: ${text}` };
  return { is: kind === 'worse' ? 'failed' : 'error', kind, message: `worse by ${worseWords(check)}`, text };
}

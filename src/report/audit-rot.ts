import type { RotReport } from '../audit/rot/rot-report.ts';
export function rotLines(report: RotReport): string[] {
  return [
    JSON.stringify(
      report.runs.map(({ release, engine, problem, open, answers }) => ({
        release,
        engine,
        problem,
        open,
        d: answers.map((a) => a.distance),
      })),
    ),
  ];
}

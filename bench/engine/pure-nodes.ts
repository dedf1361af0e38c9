import { compile, decide, newRun, type RunEvent, runView, type WorkflowDocument } from '@arches/kernel';
import { catalog, transforms } from './documents.ts';
import type { Report } from './report.ts';

/** The kernel alone, without journal and database: one run from its start to its end, divided by its transforms. */
export function measurePureNodes(report: Report, ms: number): void {
  for (const count of [10, 100]) {
    const runMs = timeOfRun(transforms(count), ms / 2);
    report.add({
      database: 'none',
      what: `one transform of ${count} in a row, kernel only`,
      value: runMs / count,
      unit: 'ms',
      target: { atMost: 0.02 },
    });
  }
}

/** CPU time, so that others on the machine do not count. */
function timeOfRun(document: WorkflowDocument, ms: number): number {
  const plan = compile(document, catalog);
  const at = Date.now();
  const event: RunEvent = {
    kind: 'run_started',
    runId: 'run_bench',
    mode: 'live',
    trigger: { kind: 'api', at: new Date(at).toISOString(), body: null, query: {}, headers: {}, files: {} },
    input: { n: 1 },
    at,
  };
  const once = (): void => {
    const { state } = decide(plan, newRun(plan), event);
    if (runView(state).status !== 'succeeded') throw new Error(`The run is ${runView(state).status}.`);
  };
  for (let n = 0; n < 200; n += 1) once();
  const before = process.threadCpuUsage();
  let runs = 0;
  for (const began = performance.now(); performance.now() - began < ms; runs += 1) once();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / runs;
}

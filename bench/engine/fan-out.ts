import type { WorkflowDocument } from '@arches/kernel';
import { codeThenEach, eachWithCode, eachWithEffect, eachWithTransform, listOf } from './documents.ts';
import { load, perSecond } from './load.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';

const items = 100;
const runsAtOnce = 10;

const shapes: readonly { readonly what: string; readonly document: WorkflowDocument; readonly target?: number }[] = [
  { what: '100 items through one code step, then a transform each', document: codeThenEach, target: 150 },
  { what: '100 items, a code step each', document: eachWithCode, target: 150 },
  { what: '100 items, an empty effect each (the engine’s part)', document: eachWithEffect },
];

export async function measureFanOuts({ title, run }: Place, report: Report, ms: number): Promise<void> {
  const input = listOf(items);
  for (const { what, document, target } of shapes) {
    await run(document, input);
    const measured = await load(() => run(document, input), runsAtOnce, ms);
    const runs = perSecond(measured);
    report.add({
      database: title,
      what,
      value: runs,
      unit: 'runs/s',
      ...(target === undefined ? {} : { target: { atLeast: target } }),
      note: `${(runs * items).toFixed(0)} items a second`,
    });
  }
}

/** One run with very many items: how long, and how much memory it takes meanwhile. */
export async function measureLargeFanOut(place: Place, report: Report, count: number): Promise<void> {
  await measureLarge(place, report, count, eachWithEffect, 'an effect each');
}

/** The same without effects: all of it follows from the start. */
export async function measurePureLoop(place: Place, report: Report, count: number): Promise<void> {
  await measureLarge(place, report, count, eachWithTransform, 'a transform each');
}

async function measureLarge({ title, run }: Place, report: Report, count: number, document: WorkflowDocument, what: string): Promise<void> {
  const input = listOf(count);
  let late = 0;
  let seen = performance.now();
  const before = process.memoryUsage();
  let rss = before.rss;
  let heap = before.heapUsed;
  const watch = setInterval(() => {
    const now = process.memoryUsage();
    rss = Math.max(rss, now.rss);
    heap = Math.max(heap, now.heapUsed);
    late = Math.max(late, performance.now() - seen);
    seen = performance.now();
  }, 20);
  const began = performance.now();
  await run(document, input);
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  report.add({
    database: title,
    what: `one run of ${count} items, ${what}`,
    value: seconds,
    unit: 's',
    note: `memory at most ${mb(rss)} MB, ${mb(rss - before.rss)} MB more than before; heap ${mb(heap - before.heapUsed)} MB more; nothing else had a turn for ${late.toFixed(0)} ms at most`,
  });
}

const mb = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

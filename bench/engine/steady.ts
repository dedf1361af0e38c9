import { answering } from './documents.ts';
import { quantile } from './load.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';

const rate = 167;

/** Runs arrive at a fixed rate, whether the ones before are done or not. Every accepted one has to be finished in the database. */
export async function measureSteady({ title, db, orgId, host, request }: Place, report: Report, seconds: number): Promise<void> {
  const accepted: string[] = [];
  const latencies: number[] = [];
  const pending: Promise<void>[] = [];
  let refused = 0;
  const startOne = async (n: number): Promise<void> => {
    const asked = performance.now();
    try {
      const { runId } = await host.start(request(answering, { n }));
      accepted.push(runId);
      latencies.push(performance.now() - asked);
    } catch {
      refused += 1;
    }
  };
  const began = performance.now();
  const due = (): number => Math.floor(Math.min((performance.now() - began) / 1000, seconds) * rate);
  while (pending.length < seconds * rate) {
    while (pending.length < due()) pending.push(startOne(pending.length));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(pending);
  const held = accepted.length / ((performance.now() - began) / 1000);
  for (let n = 0; n < 200 && host.metrics().activeRuns > 0; n += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  const finished = await db.withTenant(orgId, (tx) =>
    tx
      .selectFrom('run')
      .select((row) => row.fn.countAll<string>().as('runs'))
      .where('id', 'in', accepted)
      .where('status', '=', 'succeeded')
      .executeTakeFirstOrThrow(),
  );
  report.add({
    database: title,
    what: `${rate} runs a second for ${seconds} s`,
    value: held,
    unit: 'runs/s',
    target: { atLeast: Math.floor(rate * 0.99) },
    note: `accepted ${accepted.length}, refused ${refused}, p99 to accept ${quantile(latencies, 0.99).toFixed(1)} ms`,
  });
  report.add({
    database: title,
    what: '… accepted and not finished',
    value: accepted.length - Number(finished.runs),
    unit: 'runs',
    target: { atMost: 0 },
  });
}

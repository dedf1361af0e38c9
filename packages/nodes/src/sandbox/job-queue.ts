import { createHash } from 'node:crypto';
import type { SandboxWork } from './child-process.ts';
import type { SandboxReply } from './messages.ts';

export interface QueuedJob extends SandboxWork {
  readonly orgId: string;
}

/** `likeness`: jobs with the same one run the same code under the same limits; parsers have none. */
type Waiting = QueuedJob & { readonly likeness?: string };

/** Jobs that wait for a process, oldest first. */
export interface JobQueue {
  readonly push: (job: QueuedJob) => void;
  /** What one process is to do next: one job, or several small ones of the same code. `processes`: how many are free, this one included. */
  readonly next: (processes: number) => readonly QueuedJob[];
  /** Jobs that another one took down with its process. Each is done alone next, so that it is known which one it was. */
  readonly putBack: (jobs: readonly SandboxWork[]) => void;
}

/** Code that took at most so long the last time is small. */
const smallMs = 10;
const mostTogether = 16;
const mostRemembered = 500;

export function createJobQueue(): JobQueue {
  const waiting: Waiting[] = [];
  const alone = new WeakSet<SandboxWork>();
  /** How long code took the last time, longest not seen first. */
  const lastMs = new Map<string, number>();

  function remember(likeness: string, { ok, tookMs }: SandboxReply): void {
    lastMs.delete(likeness);
    lastMs.set(likeness, ok ? tookMs : Number.POSITIVE_INFINITY);
    const oldest = lastMs.size > mostRemembered ? lastMs.keys().next().value : undefined;
    if (oldest !== undefined) lastMs.delete(oldest);
  }

  /** Jobs like the first, as many as are this process's share, leave the queue in their order. */
  function alike(likeness: string, share: number): Waiting[] {
    const taken: Waiting[] = [];
    for (let place = 0; place < waiting.length && taken.length < share; ) {
      const job = waiting[place];
      if (job?.likeness === likeness && !alone.has(job)) taken.push(...waiting.splice(place, 1));
      else place += 1;
    }
    return taken;
  }

  return {
    push: (job) => {
      const likeness = likenessOf(job);
      if (likeness === undefined) {
        waiting.push(job);
        return;
      }
      const answer = (reply: SandboxReply): void => {
        remember(likeness, reply);
        job.answer(reply);
      };
      waiting.push({ ...job, answer, likeness });
    },
    next: (processes) => {
      const first = waiting.shift();
      if (!first) return [];
      const { likeness } = first;
      const isSmall = likeness !== undefined && !alone.has(first) && (lastMs.get(likeness) ?? Number.POSITIVE_INFINITY) <= smallMs;
      if (!isSmall) return [first];
      const share = Math.min(mostTogether, Math.ceil((waiting.length + 1) / processes));
      return [first, ...alike(likeness, share - 1)];
    },
    putBack: (jobs) => {
      for (const job of jobs) alone.add(job);
      waiting.unshift(...(jobs as readonly Waiting[]));
    },
  };
}

function likenessOf({ orgId, job }: QueuedJob): string | undefined {
  if (job.kind !== 'code') return undefined;
  const code = createHash('sha256').update(job.code).digest('base64');
  return `${orgId} ${job.memoryMb} ${job.timeoutMs} ${code}`;
}

// The untrusted side: runs one job at a time, in a process with no environment, no network rights and no file rights beyond its own code.
import type { SandboxBatch, SandboxJob, SandboxOutcome, SandboxReply } from './messages.ts';

/** Answers are gathered so long: a message costs more than a small job. */
const gatherMs = 2;

let turn: Promise<void> = Promise.resolve();
let answers: SandboxReply[] = [];
let gathering: NodeJS.Timeout | undefined;

process.on('message', (batch: SandboxBatch) => {
  turn = turn.then(() => performAll(batch));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function performAll(batch: SandboxBatch): Promise<void> {
  for (const [i, job] of batch.entries()) {
    const began = performance.now();
    const outcome = await perform(job, isOfSamePlace(job, batch[i + 1]));
    answers.push({ ...outcome, tookMs: performance.now() - began });
    gathering ??= setTimeout(answer, gatherMs);
  }
  answer();
}

function answer(): void {
  clearTimeout(gathering);
  gathering = undefined;
  if (answers.length === 0) return;
  process.send?.(answers);
  answers = [];
}

function isOfSamePlace(job: SandboxJob, next: SandboxJob | undefined): boolean {
  return job.kind === 'code' && next?.kind === 'code' && job.place !== undefined && job.place === next.place;
}

async function perform(job: SandboxJob, isFollowed: boolean): Promise<SandboxOutcome> {
  try {
    if (job.kind === 'code') {
      const { runUserCode } = await import('./user-code.ts');
      return await runUserCode(job, isFollowed);
    }
    const { parseDocumentFile } = await import('../files/parsers/parse-document-file.ts');
    return { ok: true, result: await parseDocumentFile(job.format, job.data, job.options), logs: [] };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    const known = (error as Error).name === 'AppError' && typeof code === 'string';
    return {
      ok: false,
      code: known ? code : 'file_unreadable',
      message: known ? String(message) : `The file could not be read: ${String(message).slice(0, 300)}`,
      logs: [],
    };
  }
}

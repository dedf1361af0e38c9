// The untrusted side: runs one job at a time, in a process with no environment, no network rights and no file rights beyond its own code.
import type { SandboxJob, SandboxReply } from './messages.ts';

process.on('message', (job: SandboxJob) => {
  void perform(job).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function perform(job: SandboxJob): Promise<SandboxReply> {
  try {
    if (job.kind === 'code') {
      const { runUserCode } = await import('./user-code.ts');
      return await runUserCode(job);
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

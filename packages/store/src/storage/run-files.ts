import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';

/** Notes that a run works with files that it did not write itself. Ids that are no file of the organisation are passed over. */
export async function linkFilesOfRun(tx: Tx, orgId: string, runId: string, fileIds: readonly string[]): Promise<void> {
  await sql`
    insert into run_file (org_id, file_id, run_id)
    select f.org_id, f.id, ${runId} from file f where f.org_id = ${orgId} and f.id = any (${[...fileIds]}::text[])
    on conflict do nothing`.execute(tx);
}

/** A rerun may use what steps of the earlier run made, and what that one was started with. */
export async function linkFilesOfRerun(tx: Tx, orgId: string, fromRunId: string, runId: string): Promise<void> {
  await sql`
    insert into run_file (org_id, file_id, run_id)
    select ${orgId}, used.id, ${runId} from (
      select f.id from file f where f.org_id = ${orgId} and f.run_id = ${fromRunId}
      union select u.file_id from run_file u where u.org_id = ${orgId} and u.run_id = ${fromRunId}
    ) used on conflict do nothing`.execute(tx);
}

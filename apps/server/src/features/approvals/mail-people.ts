import type { WaitNotice } from '@arches/engine';
import { AppError } from '@arches/kernel';
import type { FilePort, MailPort } from '@arches/nodes';
import {
  addUntoldMails,
  type ApprovalRow,
  claimMails,
  type Database,
  dropMail,
  findApprovalOfStep,
  findOrganisation,
  type MailResult,
  mailsOfWaits,
  makeMailsDue,
  settleMail,
  waitsToMail,
  type WaitMailRow,
  type WaitToMail,
} from '@arches/store';
import type { Log } from '../../log.ts';
import type { MailBox } from '../settings/mail-box.ts';
import type { ApprovalLinks } from './approval-links.ts';
import { addressKey, isAsked, sameAddress } from './approval-view.ts';
import { approvalMail } from './mail-text.ts';

/** Tells people by e-mail that they are asked, with a link of their own. Everybody at least once; a run never waits for it. */
export interface PeopleMailer {
  /** What the engine says when a question opens, is passed on, escalates or is due for a reminder. */
  readonly tell: (notice: WaitNotice) => Promise<void>;
  /** Once more to those who have not answered, at most once a minute to each. Resolves when it was tried. */
  readonly remind: (orgId: string, row: ApprovalRow) => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Deps {
  readonly database: Database;
  readonly mail: MailBox;
  readonly links: ApprovalLinks;
  readonly publicUrl: string;
  readonly log: Log;
}

/** Another process, or this one after a restart, may send what nobody has settled by then. */
const leaseMs = 300_000;
const sentTogether = 5;
const sweepMs = 60_000;
const sweptAtOnce = 200;
const maxAttempts = 10;
const firstRetryMs = 60_000;
const maxRetryMs = 3_600_000;
const sendTimeoutMs = 60_000;
/** Links of questions without a deadline end then; a reminder brings a new one. */
const linkLifeMs = 30 * 86_400_000;
const remindAgainMs = 60_000;

/** One plain address; anything else might be read as several, or as a header. */
const plainAddress = /^[^\s@,;:<>()[\]"\\]{1,64}@[^\s@,;:<>()[\]"\\]{1,190}$/u;

export function createPeopleMailer(deps: Deps): PeopleMailer {
  const { database, log } = deps;
  const underWay = new Set<Promise<void>>();
  let closed = false;

  function track(work: Promise<void>): Promise<void> {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }

  async function tell(notice: WaitNotice): Promise<void> {
    if (notice.wait.kind !== 'approval' || closed) return;
    const { orgId, runId, step, why } = notice;
    const row = await database.withTenant(orgId, async (tx) => {
      const found = await findApprovalOfStep(tx, orgId, runId, step);
      if (found?.kind !== 'approval' || found.status !== 'open') return undefined;
      const to = notice.to.filter((address) => isAsked(found, address));
      await makeMailsDue(tx, orgId, { runId, waitId: found.id }, distinct(to), why);
      return found;
    });
    if (row) await send(orgId, row);
  }

  async function remind(orgId: string, row: ApprovalRow): Promise<void> {
    const place = { runId: row.run_id, waitId: row.id };
    await database.withTenant(orgId, async (tx) => {
      const mails = await mailsOfWaits(tx, orgId, [row.id]);
      const isFresh = (address: string): boolean =>
        mails.some((mail) => mail.address === addressKey(address) && Date.now() - (mail.sent_at?.getTime() ?? 0) < remindAgainMs);
      const to = row.assignees.filter((address) => !row.votes.some(({ by }) => sameAddress(by, address)) && !isFresh(address));
      await makeMailsDue(tx, orgId, place, distinct(to), 'reminder');
    });
    await track(send(orgId, row));
  }

  /** Sends what is due to the people of one question. */
  async function send(orgId: string, row: ApprovalRow): Promise<void> {
    const claimed = await database.withTenant(orgId, (tx) => claimMails(tx, orgId, { runId: row.run_id, waitId: row.id }, leaseMs));
    if (claimed.length === 0) return;
    const organisation = await database.withTenant(orgId, (tx) => findOrganisation(tx, orgId));
    const port = await deps.mail.of(orgId, noFiles);
    for (let next = 0; next < claimed.length; next += sentTogether) {
      await Promise.all(
        claimed.slice(next, next + sentTogether).map(async (mail) => {
          const result = isAsked(row, mail.address)
            ? await sendOne(port, row, mail, organisation?.name ?? '', organisation?.timezone ?? 'UTC')
            : undefined;
          await database.withTenant(orgId, (tx) => (result ? settleMail(tx, mail, result) : dropMail(tx, mail)));
        }),
      );
    }
  }

  async function sendOne(port: MailPort, row: ApprovalRow, mail: WaitMailRow, organization: string, timezone: string): Promise<MailResult> {
    if (!plainAddress.test(mail.address)) return { state: 'failed', error: 'This is not an e-mail address.' };
    const now = Date.now();
    const linkEnds = new Date(Math.min(row.deadline_at?.getTime() ?? Number.POSITIVE_INFINITY, now + linkLifeMs));
    const claims = { orgId: mail.org_id, waitId: row.id, address: mail.address, expiresAt: Math.ceil(linkEnds.getTime() / 1000) };
    const url = `${deps.publicUrl}/approve/${deps.links.tokenFor(claims)}`;
    const text = approvalMail({ row, why: mail.why, organization, timezone, url, linkEnds });
    try {
      const idempotencyKey = `${row.id}.${mail.why}.${now}.${mail.attempts}`;
      await port.send({ to: [mail.address], ...text, idempotencyKey }, AbortSignal.timeout(sendTimeoutMs));
      return { state: 'sent' };
    } catch (error) {
      return failure(error, mail);
    }
  }

  function failure(error: unknown, { attempts, run_id: runId }: WaitMailRow): MailResult {
    const message = error instanceof AppError ? error.message : 'The mail server could not be reached.';
    if (error instanceof AppError && error.code === 'mail_not_set_up') {
      return { state: 'no_server', error: 'No mail server is set up, so nobody was mailed.' };
    }
    log.warn({ err: error, runId, attempts }, 'A person who is asked could not be mailed');
    const isFinal = (error instanceof AppError && !error.retryable) || attempts >= maxAttempts;
    if (isFinal) return { state: 'failed', error: message };
    return { state: 'due', error: message, againMs: Math.min(firstRetryMs * 2 ** (attempts - 1), maxRetryMs) };
  }

  /** What a process that died left unsaid, and what is to be tried again. */
  async function sweep(): Promise<void> {
    for (const place of await database.system((tx) => waitsToMail(tx, sweptAtOnce))) {
      if (closed) return;
      await sweepOne(place);
    }
  }

  async function sweepOne({ orgId, runId, step }: WaitToMail): Promise<void> {
    const row = await database.withTenant(orgId, async (tx) => {
      const found = await findApprovalOfStep(tx, orgId, runId, step);
      if (found?.kind !== 'approval' || found.status !== 'open') return undefined;
      await addUntoldMails(tx, orgId, { runId, waitId: found.id }, found.assignees);
      return found;
    });
    if (row) await send(orgId, row);
  }

  const sweepNow = (): void => {
    if (closed || underWay.size > 0) return;
    void track(sweep()).catch((err: unknown) => log.warn({ err }, 'People who are asked could not be looked up'));
  };
  const timer = setInterval(sweepNow, sweepMs);
  timer.unref();
  sweepNow();

  return {
    tell: (notice) => track(tell(notice)),
    remind,
    close: async () => {
      closed = true;
      clearInterval(timer);
      await Promise.allSettled(underWay);
    },
  };
}

function distinct(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map(addressKey))].filter((address) => address !== '');
}

const noFileHere = () => Promise.reject(new AppError('file_not_found', 'These messages have no files.'));
const noFiles: FilePort = { read: noFileHere, stream: noFileHere, write: noFileHere };

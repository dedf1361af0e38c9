import type { JsonObject } from '@arches/kernel';
import type { Wish } from '../recognise/wish.ts';
import type { Assembly, End } from './assembly.ts';
import { contentWithFindings } from './findings.ts';
import { personWords } from './recipients.ts';
import { theirAddress } from './their-address.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

export function addApproval(assembly: Assembly, wish: Of<'approve'>): void {
  if (wish.others !== undefined && wish.others.length > 0) return addSeveral(assembly, wish, [wish, ...wish.others]);
  const { who, address: said, isTheirs = false, because } = wish;
  const theirs = said === undefined ? theirAddress(assembly, who, isTheirs) : undefined;
  const address = said ?? theirs;
  const person = who?.replace(/^(?:my|our|the|a|an|his|her|their)\s+/iu, '') ?? 'somebody';
  const isGeneral = /^(?:me|i|somebody|someone|human|person|a human)$/iu.test(person);
  const asked =
    said ?? (isGeneral ? (/^(?:me|i)$/iu.test(person) ? 'me' : 'somebody') : /^[A-Z]/u.test(person) ? person : personWords(person));
  const config = configOf(assembly, wish, address ? [address] : []);
  assembly.add('approve', 'flow.approval', `Ask ${asked} to approve${inTimeWords(wish)}`, config, because, 'approved');
  if (!address && !isGeneral)
    assembly.note(
      'recommendation',
      `Anyone who may approve can answer until you name ${/^[A-Z]/u.test(person) ? person : `the ${person}`}’s e-mail address in the approval step.`,
    );
}

function configOf(assembly: Assembly, wish: Of<'approve'>, assignees: readonly string[]): JsonObject {
  const data = assembly.data.content ?? assembly.data.record;
  return {
    title: 'Please approve',
    message: '',
    assignees,
    ...inTime(assembly, wish),
    ...(data ? { data: contentWithFindings(assembly, data, 'approval') } : {}),
  };
}

type Asked = Pick<Of<'approve'>, 'who' | 'address'>;

/** One step asks them all, and needs a yes of each, or of one of them. Whoever cannot be reached would hold it up, so addresses are asked for. */
function addSeveral(assembly: Assembly, wish: Of<'approve'>, people: readonly Asked[]): void {
  const addresses = people.map(({ who, address }) => address ?? (theirAddress(assembly, who, false) || addressOf(assembly, who)));
  const known = addresses.filter((address) => address !== undefined);
  const names = people.map(({ who, address }) => (who === undefined ? (address ?? 'somebody') : shown(who)));
  const asked = `${names.slice(0, -1).join(', ')} ${wish.isEither ? 'or' : 'and'} ${names.at(-1) ?? ''}`;
  const config = configOf(assembly, wish, known.length === people.length ? known : []);
  const quorum = wish.isEither ? {} : { quorum: people.length };
  assembly.add(
    'approve',
    'flow.approval',
    `Ask ${asked} to approve${inTimeWords(wish)}`,
    { ...config, ...quorum },
    wish.because,
    'approved',
  );
}

const addressOf = (assembly: Assembly, who: string | undefined): string | undefined =>
  assembly.ask(7, {
    id: `address:${(who ?? 'other').toLowerCase()}`,
    text: `What is the e-mail address of ${shown(who ?? 'the other')}, who is to approve?`,
    options: [],
    free: true,
  });

const shown = (who: string): string => (/^(?:me|us|you)$/iu.test(who) || /^\p{Lu}/u.test(who) ? who : personWords(who));

/** Until when it is to be answered, and what is done about those who do not answer. */
function inTime(assembly: Assembly, { hours, within, remindEveryHours, escalate }: Of<'approve'>): Record<string, unknown> {
  if (within !== undefined)
    assembly.note(
      'issue',
      `“${within}” is until when it is to be answered; the approval step counts hours, so fill in “Answer within (hours)”.`,
    );
  if (hours !== undefined)
    assembly.note(
      'decision',
      `Without an answer after ${hours} hour${hours === 1 ? '' : 's'} it counts as rejected; the approval step can count it as approved instead.`,
    );
  if (escalate && !escalate.address)
    assembly.ask(7, {
      id: 'address:escalate',
      text: `What is the e-mail address of ${nameOf(escalate.who)}, who is asked when nobody has answered?`,
      options: [],
      free: true,
    });
  const then = escalate?.address ?? assembly.answers['address:escalate']?.trim();
  return {
    ...(hours === undefined ? {} : { timeoutHours: hours }),
    ...(remindEveryHours === undefined ? {} : { remindEveryHours }),
    ...(escalate ? { escalateAfterHours: escalate.hours, escalateTo: then ? [then] : [] } : {}),
  };
}

const hourWords = (hours: number): string =>
  hours % 24 === 0 ? `${hours / 24} day${hours === 24 ? '' : 's'}` : `${hours} hour${hours === 1 ? '' : 's'}`;

/** For the name of the step. */
function inTimeWords({ hours, within, remindEveryHours, escalate }: Of<'approve'>): string {
  const by = within !== undefined && /^(?:by|until|till|within|before|at|on|in)\b/iu.test(within) ? within : within && `by ${within}`;
  const limit = hours === undefined ? by : `within ${hourWords(hours)}`;
  const then = escalate && `${escalate.address ?? nameOf(escalate.who)} too, without an answer in ${hourWords(escalate.hours)}`;
  const again = remindEveryHours === undefined ? undefined : `again every ${hourWords(remindEveryHours)} without an answer`;
  return [limit && ` ${limit}`, again && `, ${again}`, then && `, ${then}`].filter(Boolean).join('');
}

const nameOf = (who: string | undefined): string => (who === undefined ? 'the person' : /^\p{Lu}/u.test(who) ? who : `the ${who}`);

/** The two ways of “nobody answered in time”: a time that is over rejects by itself. */
export function lateBranches(assembly: Assembly, because: string): { yes: readonly End[]; no: readonly End[] } {
  const approval = assembly.last(({ type }) => type === 'flow.approval')?.id ?? 'approve';
  const id = assembly.add(
    'check',
    'flow.if',
    'Nobody answered in time?',
    { condition: `nodes.${approval}.output.by == "timeout"` },
    because,
    'true',
  );
  return { yes: [{ source: id, port: 'true' }], no: [{ source: id, port: 'false' }] };
}

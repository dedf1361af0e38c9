import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { personWords } from './recipients.ts';
import { theirAddress } from './their-address.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

export function addApproval(assembly: Assembly, { who, address: said, hours, isTheirs = false, because }: Of<'approve'>): void {
  const theirs = said === undefined ? theirAddress(assembly, who, isTheirs) : undefined;
  const address = said ?? theirs;
  const person = who?.replace(/^(?:my|our|the|a|an|his|her|their)\s+/iu, '') ?? 'somebody';
  const isGeneral = /^(?:me|i|somebody|someone|human|person|a human)$/iu.test(person);
  const asked =
    said ?? (isGeneral ? (/^(?:me|i)$/iu.test(person) ? 'me' : 'somebody') : /^[A-Z]/u.test(person) ? person : personWords(person));
  const { content, record } = assembly.data;
  const config: Record<string, unknown> = { title: 'Please approve', message: '', assignees: address ? [address] : [] };
  if (hours !== undefined) config['timeoutHours'] = hours;
  const data = content ?? record;
  if (data) config['data'] = template(data);
  assembly.add('approve', 'flow.approval', `Ask ${asked} to approve`, config, because, 'approved');
  if (!address && !isGeneral)
    assembly.note(
      'recommendation',
      `Anyone who may approve can answer until you name ${/^[A-Z]/u.test(person) ? person : `the ${person}`}’s e-mail address in the approval step.`,
    );
}

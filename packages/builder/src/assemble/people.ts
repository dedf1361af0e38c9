import { capital } from '../recognise/form-fields.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { ensureRead } from './sources.ts';
import { shorten } from './steps.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/** People whose address is in the data rather than known to the person who asks. */
const strangers =
  /customer|client|parent|patient|student|guest|tenant|member|applicant|candidate|buyer|donor|volunteer|sender|requester|requestor|person|user|subscriber|lead|attendee|participant|winner|resident|supplier|vendor|them|him|her|famil|owner of|debtor|visitor|family/u;

export const isStranger = (person: string): boolean => strangers.test(person);

export function addEmail(assembly: Assembly, { to, person, about, because }: Of<'email'>): void {
  if (assembly.data.file && !assembly.data.file.isRead && !assembly.data.report && /\b(?:rows?|list|content|data)\b/iu.test(about))
    ensureRead(assembly, null);
  const address = addressFor(assembly, to, person);
  const { report, content, text, record } = assembly.data;
  const subject = subjectOf(about, assembly);
  const isShort = /reminder|thank|confirm|welcome|invit|receipt/iu.test(about);
  const body =
    isShort && !assembly.nodes.some(({ type }) => type === 'ai.generate') ? shortText(about, assembly) : (text ?? content ?? record);
  const attachment = report ?? (/\b(?:attach|file|pdf|document|invoice|it)\b/iu.test(about) ? assembly.data.file?.expression : undefined);
  const words =
    report && !assembly.nodes.some(({ type }) => type === 'ai.generate' || type === 'ai.summarize')
      ? 'The file is attached.'
      : typeof body === 'string' && !body.includes(' ')
        ? template(body)
        : (body ?? '');
  assembly.add(
    'email',
    'email.send',
    person || to.length > 0 ? `E-mail ${to.length > 0 ? to.join(', ') : personWords(person)}` : 'Send the e-mail',
    { to: address, subject, text: words, ...(attachment ? { attachments: template(attachment) } : {}) },
    because,
  );
  assembly.note('recommendation', 'Set your mail server under Settings → Mail, so that e-mails can be sent.');
}

function addressFor(assembly: Assembly, to: readonly string[], person: string | undefined): string {
  if (to.length > 0) return to.join(', ');
  if (person && strangers.test(person) && assembly.data.address) return template(assembly.data.address);
  if (!person && assembly.data.address && !assembly.data.report) return template(assembly.data.address);
  if (person && strangers.test(person) && addAddressField(assembly)) return template('input.email');
  const isMe = !person || /^(?:me|us|myself)$/u.test(person);
  const answer = assembly.ask(10, {
    id: isMe ? 'recipient' : `recipient:${person}`,
    text: isMe ? 'To which e-mail address shall it be sent?' : `What is the e-mail address of ${personWords(person)}?`,
    options: [],
    free: true,
  });
  return answer ?? '';
}

/** A form that does not ask for the address yet gets a field for it. */
function addAddressField(assembly: Assembly): boolean {
  const index = assembly.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.nodes[index];
  if (!node || !Array.isArray(node.config['fields'])) return false;
  assembly.nodes[index] = {
    ...node,
    config: {
      ...node.config,
      fields: [...(node.config['fields'] as unknown[]), { name: 'email', label: 'E-mail address', type: 'email', required: true }],
    },
  };
  assembly.offer({ address: 'input.email' });
  assembly.note('decision', 'The form asks for the e-mail address, because an e-mail goes to it.');
  return true;
}

function personWords(person: string | undefined): string {
  if (!person || /^(?:me|us|myself)$/u.test(person)) return 'me';
  return /^(?:them|him|her|everyone|everybody|hr|finance|sales|support|management|accounting)$/u.test(person)
    ? person
    : `the ${person.replace(/^(?:the|my|our|a|an)\s+/u, '')}`;
}

function subjectOf(about: string, assembly: Assembly): string {
  const named =
    /\b(reminder|confirmation|invitation|thank[- ]you|welcome|receipt|warning|alert|certificate|offer|quote|newsletter|summary|report|invoice|approval|update|notification)\b/iu.exec(
      about,
    )?.[1];
  const report = assembly.nodes.find(({ type }) => type === 'file.write')?.config['name'];
  if (named && !/report|summary/iu.test(named)) return capital(named.toLowerCase().replace('-', ' '));
  return typeof report === 'string'
    ? capital(report)
    : named
      ? capital(named.toLowerCase())
      : capital(
          shorten(
            about
              .replace(/^(?:please |then |also |and )*(?:e-?mail|send|notify|tell|inform|alert|let)\s+/iu, '')
              .replace(/\b(?:me|us|to)\b/giu, ' ')
              .replaceAll(/\s+/gu, ' '),
          ),
        );
}

function shortText(about: string, assembly: Assembly): string {
  const name = assembly.data.recordFields.find((field) => /^name$|firstName/iu.test(field));
  const hello = name && assembly.data.record ? `Hello ${template(`${assembly.data.record}.${name}`)},` : 'Hello,';
  const line = /thank/iu.test(about)
    ? 'thank you very much.'
    : /confirm|receipt/iu.test(about)
      ? 'we have received your message and will get back to you.'
      : /welcome/iu.test(about)
        ? 'welcome! We are glad that you are here.'
        : /invit/iu.test(about)
          ? 'you are invited.'
          : 'this is a short reminder.';
  return `${hello}\n\n${line}`;
}

export function addApproval(assembly: Assembly, { who, address, because }: Of<'approve'>): void {
  const person = who?.replace(/^(?:my|our|the|a|an|his|her|their)\s+/iu, '') ?? 'somebody';
  const isGeneral = /^(?:me|i|somebody|someone|human|person|a human)$/iu.test(person);
  const { content, record } = assembly.data;
  const config: Record<string, unknown> = { title: 'Please approve', message: '', assignees: address ? [address] : [] };
  const data = content ?? record;
  if (data) config['data'] = template(data);
  assembly.add(
    'approve',
    'flow.approval',
    `Ask ${isGeneral ? (/^(?:me|i)$/iu.test(person) ? 'me' : 'somebody') : /^[A-Z]/u.test(person) ? person : `the ${person}`} to approve`,
    config,
    because,
    'approved',
  );
  if (!address && !isGeneral)
    assembly.note(
      'recommendation',
      `Anyone who may approve can answer until you name ${/^[A-Z]/u.test(person) ? person : `the ${person}`}’s e-mail address in the approval step.`,
    );
}

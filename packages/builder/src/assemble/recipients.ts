import { askAddress } from './answers.ts';
import { type Assembly, template } from './assembly.ts';

/** People whose address is in the data rather than known to the person who asks. */
const outside =
  /\b(?:customer|client|parent|patient|student|pupil|guest|tenant|renter|borrower|member|applicant|candidate|buyer|donor|volunteer|sender|requester|requestor|person|people|user|subscriber|lead|attendee|participant|winner|resident|visitor|vendor|debtor|owner of|famil(?:y|ie)|uploader|asker|visitor|player|passenger|traveller|contact|reviewer|author|submitter|reporter|passenger|new (?:colleague|employee|starter|hire|person|volunteer))s?\b|^(?:them|him|her|they|asker|whoever)$/u;

/** “board members” and “team leads” are no strangers. */
const insiders = /\b(?:board|staff|team|crew|committee|council|sales|project|shift|faculty|family) (?:members?|leads?|people|persons?)\b/u;
/** “the parents' council”, “customer service”: a body of people with an address of its own. */
const bodies =
  /\s(?:council|association|office|union|committee|board|reps?|representatives?|service|support|desk|department|services|relations)$/u;
export const isStranger = (person: string): boolean => outside.test(person) && !insiders.test(person) && !bodies.test(person);
export const isAnyone = (person: string): boolean => everyone.test(person);
export const isStaff = (person: string): boolean => staff.test(person) || insiders.test(person);

export const isMe = (person: string | undefined): boolean => person === undefined || /^(?:me|us|myself|i|we)$/u.test(person);

/** To whom, and whether that is somebody outside, who gets a letter, or one of those who run it, who get the facts. */
export interface Recipient {
  readonly address: string;
  readonly isOutside: boolean;
}

/** Those who work where the workflow runs; their addresses are asked for, also where each row gets a mail. */
const staff =
  /\b(?:me|us|boss|manager|teacher|trainer|coach|nurse|doctor|team|staff|office|reception|hr|accountant|accounting|bookkeeper|supervisor|director|principal|treasurer|board|committee|secretary|admin|head|chef|warehouse|kitchen|caretaker|finance|legal|sales|support|it|facilities|management|janitor|porter|partner|wife|husband|colleagues?|driver|technician|mechanic|cook|bar|florist|foreman|dispatch|logistics|purchasing|marketing|controlling|payroll|ceo|cfo|cto|coo|founder|owner|lawyer|editor|librarian|pastor|vicar|sexton|treasury|compliance|engineering|security|lead|assistant|planner|buyer team|desk)\b/u;

const everyone =
  /^(?:everyone|everybody|anyone|whoever|each|all|one|each one|every one|they|themselves|owners?|holders?|employees?|colleagues?|contacts?|people|persons?)$/u;

export function recipientOf(assembly: Assembly, to: readonly string[], person: string | undefined, isLetter: boolean): Recipient {
  if (to.length > 0) return { address: to.join(', '), isOutside: false };
  if (person?.includes(' and ')) {
    const each = person.split(' and ').map((one) => recipientOf(assembly, [], one, isLetter));
    const addresses = each.flatMap((one) => (one.address === '' ? [] : [one.address]));
    return { address: addresses.join(', '), isOutside: each.every((one) => one.isOutside) };
  }
  const { address, record, rows } = assembly.data;
  if (person === 'first on the list' && rows) return { address: template(`first(${rows}).email`), isOutside: true };
  const isNamed = person !== undefined && !isMe(person);
  const isOfRow =
    record === 'item' &&
    (person === undefined ||
      (isNamed &&
        !staff.test(person) &&
        (isStranger(person) || everyone.test(person) || assembly.noun === person.split(' ').at(-1)?.replace(/s$/u, ''))));
  // “Everyone who registers” is whoever sends the form.
  const isWhoever =
    isNamed &&
    /^(?:everyone|everybody|anyone|whoever|anybody|each|all)$/u.test(person) &&
    record !== undefined &&
    assembly.source === undefined;
  const isPerson = isOfRow || isWhoever || (isNamed && (isStranger(person) || isStarter(assembly, person)));
  // Nobody named: a letter goes to the person whom it is about; the rest is for those who asked for the workflow.
  const other = isNamed && record === 'input' ? otherField(assembly, person) : undefined;
  if (other) return { address: template(other), isOutside: true };
  if (isPerson || (person === undefined && isLetter && record !== undefined)) {
    if (address) return { address: template(address), isOutside: true };
    const field = addAddressField(assembly);
    if (field) return { address: template(field), isOutside: true };
  }
  const id = isNamed ? `recipient:${person}` : 'recipient';
  const text = isNamed ? `What is the e-mail address of ${personWords(person)}?` : 'To which e-mail address shall it be sent?';
  return { address: askAddress(assembly, id, text, () => address ?? addAddressField(assembly)), isOutside: isPerson };
}

/** Whoever is said to start it: “an employee submits a request … e-mail the employee”. */
function isStarter(assembly: Assembly, person: string): boolean {
  const noun = person.split(' ').at(-1) ?? person;
  return new RegExp(
    String.raw`^(?:(?:when(?:ever)?|if|once|after|as soon as|every time)\s+)?(?:(?:an?|the|our|any|each|every|new|one of our)\s+)*(?:\p{L}+\s+)?${noun}s?\b`,
    'iu',
  ).test(assembly.root.because.get('start') ?? '');
}

const nouns =
  'customer|client|parent|patient|student|pupil|guest|tenant|member|applicant|donor|volunteer|employee|teacher|trainer|coach|visitor|owner|staff|doctor';

/** “Teachers send in grades … mail the parents”: whoever fills in the form is somebody else, so that it asks for the address. */
function otherField(assembly: Assembly, person: string): string | undefined {
  const starter = new RegExp(String.raw`^(?:(?:when(?:ever)?|if|once)\s+)?(?:(?:an?|the|our|any|each|every|new)\s+)*(${nouns})s?\b`, 'iu')
    .exec(assembly.root.because.get('start') ?? '')?.[1]
    ?.toLowerCase();
  const noun = new RegExp(String.raw`\b(${nouns})s?$`, 'iu').exec(person)?.[1]?.toLowerCase();
  if (!starter || !noun || starter === noun || !isStranger(person)) return undefined;
  const name = `${noun}Email`;
  const index = assembly.root.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.root.nodes[index];
  const fields = node?.config['fields'];
  if (!node || !Array.isArray(fields)) return undefined;
  if (!(fields as { name: string }[]).some((field) => field.name === name)) {
    const field = { name, label: `${ofSomebodyElse} ${noun}`, type: 'email', required: true };
    assembly.root.nodes[index] = { ...node, config: { ...node.config, fields: [...(fields as unknown[]), field] } };
    assembly.note('decision', `The form asks for the e-mail address of the ${noun}, who is not the person that fills it in.`);
  }
  return `input.${name}`;
}

const ofSomebodyElse = 'E-mail address of the';

/** A form that does not ask for the address yet gets a field for it. */
function addAddressField(assembly: Assembly): string | undefined {
  const index = assembly.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.nodes[index];
  if (!node || !Array.isArray(node.config['fields'])) return undefined;
  // Another way of a branch asked for it already.
  const known = (node.config['fields'] as { name: string; label: string; type: string }[]).find(
    ({ type, label }) => type === 'email' && !label.startsWith(ofSomebodyElse),
  );
  if (known) {
    assembly.offer({ address: `input.${known.name}` });
    return `input.${known.name}`;
  }
  assembly.nodes[index] = {
    ...node,
    config: {
      ...node.config,
      fields: [...(node.config['fields'] as unknown[]), { name: 'email', label: 'E-mail address', type: 'email', required: true }],
    },
  };
  assembly.offer({ address: 'input.email' });
  assembly.note('decision', 'The form asks for the e-mail address, because an e-mail goes to it.');
  return 'input.email';
}

export function personWords(person: string | undefined): string {
  if (person?.includes(' and '))
    return person
      .split(' and ')
      .map((one) => personWords(one))
      .join(' and ');
  if (person === undefined || isMe(person)) return 'me';
  if (/^(?:hr|it|ceo|cfo|cto|coo|qa)$/u.test(person))
    return /^(?:hr|it|qa)$/u.test(person) ? person.toUpperCase() : `the ${person.toUpperCase()}`;
  return /^(?:them|him|her|everyone|everybody|all|hr|it)$/u.test(person) || isDepartment(person) || /^\p{Lu}/u.test(person)
    ? person
    : `the ${person.replace(/^(?:the|my|our|a|an)\s+/iu, '')}`;
}

/** Those that people name without an article. */
export function isDepartment(person: string): boolean {
  return /^(?:finance|sales|support|management|accounting|legal|facilities|purchasing|compliance|marketing|logistics|dispatch|production|payroll|procurement|operations|security|housekeeping|maintenance|engineering|treasury|customer (?:care|service|support)|reception|billing|controlling)$/u.test(
    person,
  );
}

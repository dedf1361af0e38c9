import { usualFields } from '../recognise/form-fields.ts';
import { readCondition } from '../recognise/conditions.ts';
import { formTrigger, triggerOf } from '../recognise/trigger-event.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { endOf, placeOf } from './places.ts';

interface Planned {
  readonly trigger: Trigger;
  readonly wishes: readonly Wish[];
}

const amount = String.raw`(?:over|above|below|under|more than|less than|at least|bigger than|larger than|worth (?:more than|over)|for more than)\s+[$€£]?\s?\d[\d.,]*k?(?:\s?(?:%|euros?|eur|dollars?|usd|pounds?|€|\$|£|stars?|hours?|degrees?))?`;

/** “when an invoice over 5000 euro comes in” and “if someone orders more than 10 cakes” start the workflow, and choose. */
export function mendEvents({ trigger, wishes }: Planned, text: string): Planned {
  const [first, ...others] = wishes;
  const isOpen =
    (trigger.kind === 'manual' && trigger.because === '') ||
    /^\W*(?:comes? in|arrives?|is (?:placed|received|submitted))\W*$/iu.test(trigger.because);
  if (!isOpen) return { trigger, wishes };
  const incoming = /\bincoming\s+(?!json|payload|request|webhook|call)(\p{L}+(?:\s\p{L}+)?)/iu.exec(text);
  if (first?.kind !== 'if' || placeOf(first, text) > 4) {
    const noun =
      others.some(({ kind }) => kind === 'unmet') || first?.kind === 'unmet' || trigger.because !== '' ? undefined : incoming?.[1];
    const event = noun && !/\bupload|\bfile\b|\bcsv\b/iu.test(text) ? triggerOf(`when a new ${noun} comes in`, text) : undefined;
    return event ? { trigger: { ...event, because: '' }, wishes } : { trigger, wishes };
  }
  const after = /^\W*(?:(?:comes?|gets?) in|arrives?|(?:is|gets) (?:placed|received|submitted|made|sent|filed))\b/iu.exec(
    text.slice(endOf(first, text)),
  );
  const words = `${first.because}${after?.[0] ?? ''}`;
  const found = new RegExp(
    String.raw`^\W*(?:(?:when(?:ever)?|if|once|as soon as)\s+)?(.*?)\s*\b(?:(?:of|for|worth|with)\s+)?(${amount})(?=\s|$)(.*)$`,
    'iu',
  ).exec(words);
  if (!found) return { trigger, wishes };
  const [, before = '', compared = '', rest = ''] = found;
  const isEvent =
    after !== null ||
    /^(?:(?:an?|the|any|each)\s+)?(?:new\s+)?(?:orders?|bookings?|invoices?|claims?|donations?|expenses?|requests?|purchases?|payments?|quotes?|refunds?)(?:\s+(?:has|have|is|are|contains?))?$/iu.test(
      before.trim(),
    ) ||
    /\b(?:orders?|buys?|books?|donates?|requests?|asks? for|claims?|spends?|pays?)$/iu.test(before);
  if (!isEvent) return { trigger, wishes };
  const event = `when ${before}${rest}`.replaceAll(/\s+/gu, ' ').trim();
  const said = readCondition(`${compared}${rest}`);
  const condition = first.condition.test === 'unread' && said ? said : first.condition;
  const own = triggerOf(event, text);
  const started = own && own.kind !== 'unmet' ? own : formTrigger(event, text, event, false);
  const subject = /\b(?:orders?|bookings?|purchases?)\b/iu.test(before) && condition.subject === 'total' ? 'total' : condition.subject;
  return {
    trigger: withField({ ...started, because: event }, condition.subject || 'amount'),
    wishes: [{ ...first, condition: { ...condition, subject }, because: found[2] ?? first.because }, ...others],
  };
}

/** A form asks for what is compared. */
function withField(trigger: Trigger, subject: string): Trigger {
  if (trigger.kind !== 'form') return trigger;
  const fields = trigger.fields.length > 0 ? trigger.fields : usualFields(trigger.because);
  const name = subject.toLowerCase().replaceAll(/[^a-z0-9]+(.)/gu, (_, letter: string) => letter.toUpperCase());
  if (!/^[a-z][a-z0-9]*$/iu.test(name)) return trigger;
  return fields.some((field) => field.name === name)
    ? { ...trigger, fields: fields.map((field) => (field.name === name ? { ...field, required: true } : field)) }
    : {
        ...trigger,
        fields: [...fields, { name, label: subject.charAt(0).toUpperCase() + subject.slice(1), type: 'number', required: true }],
      };
}

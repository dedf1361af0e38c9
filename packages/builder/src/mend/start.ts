import { readRecurrence } from '../language/recurrence.ts';
import { addressesIn } from '../recognise/detect-outputs.ts';
import { usualFields } from '../recognise/form-fields.ts';
import { servicesIn } from '../recognise/services.ts';
import { keepingIn } from '../recognise/tables.ts';
import { eventName, triggerOf } from '../recognise/trigger-event.ts';
import { startsWithVerb } from '../recognise/verbs.ts';
import { readTrigger, type Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { allWishes, endOf, inEveryList } from './places.ts';

const order =
  /^(?:(?:please|can you|could you|automatically|i want to|we want to)\s+)*(?:add|put|save|store|log|record|enter|insert|import|copy|sync|push|forward|send|post|publish|mail|e-?mail|archive|note|register|read)\s+/iu;

/** What the words of the start ask for themselves: “add every new lead to our CRM” starts it and is to be done. */
export function wishesOfStart({ because }: Trigger, wishes: readonly Wish[]): Wish[] {
  if (!order.test(because)) return [];
  const [address] = addressesIn(because);
  const service = servicesIn(because)[0];
  const keeping = keepingIn(because);
  const used = allWishes(wishes).some((wish) => wish.because !== '' && because.includes(wish.because));
  if (used) return [];
  if (address) return [{ kind: 'email', to: addressesIn(because), person: undefined, about: because, because }];
  if (service) return [{ kind: 'unmet', wish: because, service: service.name, instead: service.instead, because }];
  if (keeping) return [{ kind: 'keep', ...keeping, because }];
  return [];
}

/** “new volunteer signs up: mail a@b” read as one start is a start and a wish. */
export function splitStart(trigger: Trigger, text: string): { trigger: Trigger; words: string | undefined } {
  const found = /^([^:]{4,}):\s+(.{4,})$/u.exec(trigger.because);
  if (
    !found ||
    !(startsWithVerb.test(found[2] ?? '') || /^(?:apologi[sz]e|confirm|thank|welcome|greet)\b/iu.test(found[2] ?? '')) ||
    trigger.kind === 'schedule' ||
    trigger.kind === 'manual'
  )
    return { trigger, words: undefined };
  const [, said = '', words = ''] = found;
  const event = trigger.kind === 'unmet' && !/\b(?:e-?mail|mail|inbox)/iu.test(said) ? triggerOf(`when ${said}`, text) : undefined;
  return { trigger: { ...(event ?? trigger), because: said }, words };
}

/** “mail the customer that the refund is on its way”: what was taken for a start is what the mail says. */
export function withSaid(wishes: readonly Wish[], { because }: Trigger, text: string): Wish[] {
  const at = because === '' ? -1 : text.indexOf(because);
  if (at < 0 || !/\bthat\s+$/iu.test(text.slice(0, at))) return [...wishes];
  return inEveryList(wishes, (list) =>
    list.map((wish) => {
      const end = endOf(wish, text);
      return wish.kind === 'email' && end <= at && at - end <= 7 ? { ...wish, about: `${wish.about} that ${because}` } : wish;
    }),
  );
}

/** The event alone: “forward mails with an invoice to a@b” starts when mails with an invoice come in. */
export function namedStart(trigger: Trigger): Trigger {
  if (trigger.kind !== 'unmet') return trigger;
  const event = trigger.because
    .replace(order, '')
    .replace(/\s+(?:to|into|in|and)\s+\S*(?:@\S+|\b(?:the|our|my|a)\b.*)$/iu, '')
    .replace(/^(?:if|when(?:ever)?|once|as soon as|every time|each time|after|upon)\s+/iu, '')
    .trim();
  if (!order.test(trigger.because) || event === '') return trigger;
  return { ...trigger, wish: `Start when ${event} come in` };
}

/** The options of the question, and a start made of its answer. */
export const startOptions = [
  { value: 'form', label: 'When somebody fills in a form' },
  { value: 'call', label: 'When another program calls it' },
  { value: 'every day at 9:00', label: 'At fixed times' },
  { value: 'hand', label: 'When I press Run' },
];

export function startAnswered(answer: string, text: string): Trigger {
  const said = answer.trim();
  if (/^(?:hand|by hand|manually|when i press run)$/iu.test(said)) return { kind: 'manual', because: said };
  if (/^form$/iu.test(said)) return { kind: 'form', title: 'Request', fields: usualFields(text), because: '', isAssumed: true };
  if (/^call$/iu.test(said))
    return {
      kind: 'webhook',
      event: eventName(text),
      service: servicesIn(text).find(({ sendsWebhooks }) => sendsWebhooks)?.name,
      because: '',
    };
  const recurrence = readRecurrence(said) ?? readRecurrence(`every ${said}`);
  if (recurrence) return { kind: 'schedule', recurrence, because: said };
  const { trigger } = readTrigger(/^when/iu.test(said) ? said : `when ${said}`);
  return trigger.kind === 'manual' ? { kind: 'manual', because: said } : trigger;
}

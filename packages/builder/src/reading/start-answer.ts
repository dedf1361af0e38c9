import { readRecurrence } from '../language/recurrence.ts';
import { usualFields } from '../recognise/form-fields.ts';
import { servicesIn } from '../recognise/services.ts';
import { eventName } from '../recognise/trigger-event.ts';
import { readTrigger, type Trigger } from '../recognise/trigger.ts';

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

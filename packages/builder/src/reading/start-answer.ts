import { readRecurrence } from '../language/recurrence.ts';
import type { Question } from '../plan-types.ts';
import { usualFields } from '../recognise/form-fields.ts';
import { servicesIn } from '../recognise/services.ts';
import { eventName } from '../recognise/trigger-event.ts';
import { readTrigger, type Trigger } from '../recognise/trigger.ts';

export const startQuestion: Question = {
  id: 'start',
  text: 'When does it start?',
  options: [
    { value: 'form', label: 'When somebody fills in a form' },
    { value: 'call', label: 'When another program calls it' },
    { value: 'every day at 9:00', label: 'At fixed times' },
    { value: 'hand', label: 'When I press Run' },
  ],
  free: true,
};

const byHand = /^(?:hand|by hand|manually|when i (?:press|click)(?: on)? (?:run|start|it|the button))$/iu;
export const isByHand = (answer: string): boolean => byHand.test(answer.trim());

/** A start made of the answer. */
export function startAnswered(answer: string, text: string): Trigger {
  const said = answer.trim();
  if (isByHand(said)) return { kind: 'manual', because: said };
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

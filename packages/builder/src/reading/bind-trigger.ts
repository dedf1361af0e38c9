import { normalise } from '../language/normalise.ts';
import { rephrase } from '../language/rephrase.ts';
import { usualFields } from '../recognise/form-fields.ts';
import { servicesIn } from '../recognise/services.ts';
import { eventName, formTrigger, triggerOf } from '../recognise/trigger-event.ts';
import { readTrigger, type Trigger } from '../recognise/trigger.ts';
import { recurrenceOf } from './bind-schedule.ts';
import { schedulesOf } from './schedule-sets.ts';
import { plain } from './bind-step.ts';
import { formOfReading } from './form-of-reading.ts';
import type { Reading } from './reading.ts';
import { valuesOf } from './values.ts';

const ruled = { 't.form': 'form', 't.webhook': 'webhook', 't.schedule': 'schedule', 't.inbox': 'unmet', 't.manual': 'manual' } as const;

/** “Save every form answer”, “a form with name and mail”: a form that nobody read as the start. */
function formSaid(text: string): Trigger | undefined {
  if (
    !/\b(?:form|questionnaire|sign-?up page)\b/iu.test(text) ||
    /\bforms (?:of|from) (?:the|this|last|today)\b|\bfilled (?:in |out )?the form\b/iu.test(text)
  )
    return undefined;
  const said = plain(text);
  const form = formTrigger(said, said, '', true);
  return form.kind === 'form' && form.fields.some(({ type }) => type === 'file') ? { ...form, fields: usualFields(said) } : form;
}

/** “Add every new lead to our CRM” starts when a lead comes. */
function everyNew(text: string): Trigger | undefined {
  const found =
    /\b(?:(?:every|each|any|all) (?:new|incoming)|(?:new|incoming))\s+((?:[\p{L}-]+\s)?(?:leads?|orders?|bookings?|enquir(?:y|ies)|inquir(?:y|ies)|sign-?ups?|registrations?|requests?|tickets?|payments?|donations?|applications?|complaints?|reviews?|contacts?|subscribers?|customers?|deals?|reservations?|cancell?ations?|returns?|messages?))\b/iu.exec(
      text,
    );
  const noun = found?.[1];
  if (
    !found ||
    !noun ||
    /\b(?:list|since|last|this|per|how many|number of)\b/iu.test(text.slice(Math.max(0, found.index - 20), found.index))
  )
    return undefined;
  return {
    kind: 'webhook',
    event: eventName(noun),
    service: servicesIn(text).find(({ sendsWebhooks }) => sendsWebhooks)?.name,
    because: '',
  };
}

/** What starts it, as the reader found it, with what its words say: times, fields, files, the event’s name. */
export function bindTrigger(reading: Reading, text: string): Trigger {
  const { trigger } = reading;
  const whole = rephrase(normalise(text));
  // The rules name forms and events well, where they see the same; and they see some starts that the reader passes over.
  const seen = readTrigger(whole).trigger;
  const cron = /\bcron(?:tab)?:?\s+"?((?:[\d*][\d*,/-]*\s+){4}[\d*][\d*,/-]*)/iu.exec(text);
  const written = cron && recurrenceOf(cron[1] ?? '', '');
  if (written) return { kind: 'schedule', recurrence: written, because: cron[0].trim() };
  const called = /\bincoming (?:json|payloads?|requests?|webhooks?|calls?)\b/iu.exec(text);
  if (called && (!trigger || trigger.label === 't.form') && !/\bform\b|\bupload|\bfile\b/iu.test(text))
    return { kind: 'webhook', event: 'event', service: undefined, because: called[0] };
  const event = trigger?.words ?? seen.because;
  if ((trigger ? trigger.label === 't.form' : seen.kind === 'form') && (machine.test(event) || isByCall(event)))
    return { kind: 'webhook', event: eventName(plain(event)), service: undefined, because: event };
  // A time that the reader passed over is a start all the same; anything else that rules see is a guess.
  if (!trigger || trigger.words === '')
    return seen.kind === 'schedule' ? seen : (formSaid(text) ?? everyNew(text) ?? { kind: 'manual', because: '' });
  const because = trigger.words;
  const isSame = seen.kind === ruled[trigger.label];
  switch (trigger.label) {
    case 't.schedule': {
      const times = valuesOf(trigger.values, 'time').join(' ');
      const isUnsaid = schedulesOf(`${because} ${times}`)?.cron === '';
      const recurrence = isUnsaid
        ? undefined
        : ((times === '' ? undefined : recurrenceOf(plain(times), whole)) ?? recurrenceOf(plain(because), whole));
      return recurrence
        ? {
            kind: 'schedule',
            recurrence: isOnce(because) ? { ...recurrence, caveat: onceOnly(because, recurrence.words) } : recurrence,
            because,
          }
        : unreadTime(because);
    }
    case 't.webhook': {
      // What comes in is called as its own words call it; the rules may have found other words.
      const event = eventName(plain(`${valuesOf(trigger.values, 'noun')[0] ?? ''} ${because}`));
      const own = seen.kind === 'webhook' ? seen : undefined;
      return {
        kind: 'webhook',
        event: event === 'event' && own && whole.includes(own.because) && own.because.includes(plain(because)) ? own.event : event,
        service: servicesIn(because).find(({ sendsWebhooks }) => sendsWebhooks)?.name ?? own?.service,
        because,
      };
    }
    case 't.inbox': {
      // “a new subscriber signs up” comes by no mail.
      const event =
        /\b(?:e-?mails?|mails?|inbox|mailbox|messages?|writes?|letters?|sms|texts?|calls?|slack|whats ?app|teams|telegram)\b|@/iu.test(
          because,
        )
          ? undefined
          : triggerOf(
              `when ${plain(because).replace(/^(?:if|once|after|every time|each time|as soon as|when(?:ever)?|any ?time|upon)\s+/iu, '')}`,
              whole,
            );
      if (event && (event.kind === 'form' || event.kind === 'webhook')) return { ...event, because };
      return isSame
        ? { ...seen, because }
        : {
            kind: 'unmet',
            wish: `Start when ${plain(because).replace(/^(?:if|once|after|every time|each time|as soon as|when(?:ever)?|any ?time|upon)\s+/iu, '')}`,
            instead:
              servicesIn(because)[0]?.instead ??
              'Mailboxes cannot be watched yet. Many mail programs can forward to a web address, or people can use a form.',
            because,
          };
    }
    case 't.manual':
      return { kind: 'manual', because };
    case 't.form': {
      const isCall =
        /^\W*(?:when |if |on )?(?:a )?(?:post|incoming json|json|payload|put)\b/iu.test(because) &&
        !/\bform\b|\bupload|\bfile\b|\bcsv\b|\bexcel\b/iu.test(because);
      if (isCall) return { kind: 'webhook', event: eventName(plain(because)), service: undefined, because };
      return formOfReading(reading, whole);
    }
  }
}

/** A machine fills in no form. */
const machine =
  /^\W*(?:(?:if|when(?:ever)?|once)\s+)?(?:(?:the|our|a|an|any|each|every)\s+)?(?:[\p{L}-]+ )?(?:machine|sensor|device|system|server|till|meter|camera|alarm|scanner|shop|website|app|freezer|fridge)\s+(?:reports?|sends?|measures?|shows?|says?|detects?|is silent)/iu;

/** “Patient books online via webhook”, “a supplier calls our address with a list”: another program hands it in, no form. */
const isByCall = (event: string): boolean =>
  /\bweb ?hook\b|\bweb call\b|\b(?:via|by|through|over)\s+(?:an? |the |our )?(?:api|http)\b|\bcalls? (?:our|the|my|this) (?:web )?(?:add?ress|url|endpoint|link|api)\b/iu.test(
    event,
  ) && !/\bforms?\b/iu.test(event);

/** One day only, which no schedule here is. */
const isOnce = (because: string): boolean =>
  /\b(?:tomorrow|tonight|today|next (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/iu.test(because) && !/\bevery|each\b/iu.test(because);
const onceOnly = (because: string, words: string): string =>
  `“${because.trim()}” is one time only; this starts ${words} until it is switched off.`;

/** A time that the rules cannot read is asked for. */
function unreadTime(because: string): Trigger {
  return { kind: 'schedule', because, recurrence: { cron: '', words: `at the time “${because.trim()}”`, isTimeSaid: true, spans: [] } };
}

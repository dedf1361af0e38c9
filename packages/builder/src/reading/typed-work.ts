import { allSteps, type Reading, type ReadStep } from './reading.ts';

const order =
  /^\W*(?:(?:please|pls|can you|could you|just|hi|hello|hey|i want you to|i need you to)[\s,!]+)*(?:make|turn|rewrite|shorten|clean(?: up)?|tidy(?: up)?|translate|correct|simplify|condense|summari[sz]e|rephrase|polish|proofread|improve|reword|structure)\b/iu;

/**
 * “Make the minutes I paste shorter”: where the start stands inside the only order, and nobody saw more, that order is what a model is to do with
 * the text.
 */
export function withTypedWork(reading: Reading, text: string): Reading {
  const { trigger, steps } = reading;
  if (steps.length > 0 || trigger?.label !== 't.form' || trigger.at === undefined) return reading;
  const from = Math.max(0, ...[...text.slice(0, trigger.at).matchAll(/[.;!?\n]\s+/gu)].map(({ index, 0: stop }) => index + stop.length));
  const words = text
    .slice(from)
    .trim()
    .replace(/[.!;,\s]+$/u, '');
  if (!order.test(words) || words === trigger.words.trim()) return reading;
  const step: ReadStep = {
    label: 'generate',
    words,
    at: from,
    lead: '',
    tail: '',
    values: [],
    sure: trigger.sure ?? 0.7,
    branches: [],
  };
  return { ...reading, steps: [step] };
}

const pages =
  /^\W*(?:(?:and|then|please|u|you)\s+)*(?:read|open|visit|go (?:to|through)|check|look at|fetch|get|load)\s+(?:(?:each|every|all)\s+(?:(?:of|the|these|those|them)\s+)*)(?:web\s*)?(?:pages?|sites?|websites?|links?|urls?|add?resses)\b/iu;

/** “Read every page” of addresses that were pasted: nothing goes through them yet, so that this is a gap and no file to be read. */
export function withPagesToRead(steps: readonly ReadStep[], { trigger }: Reading): readonly ReadStep[] {
  const isPasted = trigger?.label === 't.form' && /\b(?:links?|urls?|web\s*add?resses|websites?|sites?|pages?)\b/iu.test(trigger.words);
  if (!isPasted || !allSteps(steps).some(({ words }) => pages.test(words))) return steps;
  return steps.map((step) =>
    pages.test(step.words) && ['read', 'extract', 'summarize', 'generate'].includes(step.label)
      ? { ...step, label: 'unmet', values: [] }
      : step,
  );
}

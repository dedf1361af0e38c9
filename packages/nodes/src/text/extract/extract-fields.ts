import { type Candidate, findAmounts, findDates, findEmails, findNumbers, findPhones, findUrls } from './find-values.ts';

export type FieldType = 'text' | 'number' | 'date' | 'email' | 'phone' | 'amount' | 'url' | 'choice';

export interface FieldWish {
  readonly name: string;
  readonly type: FieldType;
  /** More words for it, such as "also called order number or reference". */
  readonly description?: string | undefined;
  /** For `choice`. */
  readonly choices?: readonly string[] | undefined;
}

export interface Extracted {
  /** `null` when it is not there or not certain: never a guess. Dates are YYYY-MM-DD where certain; amounts and numbers are numbers. */
  readonly value: string | number | null;
  /** 0 to 1. */
  readonly confidence: number;
  /** What might be it, where more than one thing could be and nothing says which. */
  readonly candidates?: readonly (string | number)[];
}

const finders: { readonly [type in Exclude<FieldType, 'text' | 'choice'>]: (text: string) => Candidate[] } = {
  number: findNumbers,
  date: findDates,
  email: findEmails,
  phone: findPhones,
  amount: findAmounts,
  url: findUrls,
};

/** Values of the wished fields in a text, by patterns and by the labels in front of them. Pure. */
export function extractFields(text: string, fields: readonly FieldWish[]): { readonly [name: string]: Extracted } {
  return Object.fromEntries(fields.map((field) => [field.name, extract(text.slice(0, 200_000), field)]));
}

function extract(text: string, field: FieldWish): Extracted {
  switch (field.type) {
    case 'text':
      return labelledText(text, field);
    case 'choice':
      return chosen(text, field.choices ?? []);
    case 'number':
    case 'date':
    case 'email':
    case 'phone':
    case 'amount':
    case 'url':
      return byPattern(text, field, finders[field.type](text));
  }
}

const nothing: Extracted = { value: null, confidence: 0 };

function byPattern(text: string, field: FieldWish, candidates: readonly Candidate[]): Extracted {
  const labelled = candidates
    .map((candidate) => ({ candidate, near: labelStrength(text, candidate.start, field) }))
    .filter(({ near }) => near > 0)
    .sort((a, b) => b.near - a.near);
  const [first, second] = labelled;
  if (first && (!second || second.near < first.near || second.candidate.value === first.candidate.value))
    return { value: first.candidate.value, confidence: round(first.near * first.candidate.certainty) };
  const distinct = [
    ...new Map((labelled.length > 0 ? labelled.map(({ candidate }) => candidate) : candidates).map((one) => [one.value, one])).values(),
  ];
  const [only] = distinct;
  if (!only) return nothing;
  // A lone number may be anything; a lone e-mail address is the one that is meant.
  if (distinct.length === 1 && field.type !== 'number') return { value: only.value, confidence: round(0.75 * only.certainty) };
  return { ...nothing, candidates: distinct.slice(0, 5).map(({ value }) => value) };
}

/** How surely the words just before a value name the field: 0.95 right before it, less with words between, 0 when they do not. */
function labelStrength(text: string, start: number, field: FieldWish): number {
  const before = text.slice(Math.max(0, start - 60), start);
  // What stands before the last value, sentence or line belongs to another value.
  const clause = before.split(/[\n;]|[.!?]\s|\d[,.]?\s/u).at(-1) ?? '';
  let strength = 0;
  for (const label of labelsOf(field)) {
    const at = clause.toLowerCase().lastIndexOf(label);
    if (at < 0 || /[\p{L}\p{N}]/u.test(clause.charAt(at - 1)) || /\p{L}/u.test(clause.charAt(at + label.length).replace('s', ''))) continue;
    const between = clause.slice(at + label.length).trim();
    const direct = /^(?:[:=#–-]|is|was|are|no\.?|number|of|on|to|at|from|by|:?\s*[€£$¥₹]?)*\s*$/iu.test(between);
    strength = Math.max(strength, direct ? 0.95 : Math.max(0.5, 0.8 - between.length / 100));
  }
  return strength;
}

/** The field's name in words and the nouns of its description, longest first. */
function labelsOf({ name, description }: FieldWish): string[] {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  const named = (description ?? '')
    .toLowerCase()
    .split(/[,;/()."“”]|\bor\b|\band\b|\bthe\b|\balso\b|\bcalled\b|\bof\b/u)
    .map((part) => part.trim())
    .filter((part) => part.length > 2 && part.split(' ').length <= 3);
  return [...new Set([words, ...named])].filter(Boolean).sort((a, b) => b.length - a.length);
}

/** A text is only found behind its label: "Name: Ana Ruiz", "my name is Ana Ruiz", "order no. A-1234", "subject = …". */
function labelledText(text: string, field: FieldWish): Extracted {
  for (const label of labelsOf(field)) {
    const words = label
      .split(' ')
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[\\s_-]+');
    const line = new RegExp(`(?:^|[\\n;|,.]\\s*)[\\s*•-]*(?:\\*\\*)?${words}(?:\\*\\*)?\\s*[:=]\\s*(?:\\*\\*)?([^\\n;|]+)`, 'iu').exec(
      text,
    )?.[1];
    if (line?.trim()) return { value: tidy(line), confidence: 0.95 };
    const code = new RegExp(
      `(?<!\\p{L})${words}\\s*(?:no\\.?|number|id|#|:|is|was)*\\s*#?((?=[\\p{L}-]*\\d)[\\p{L}\\p{N}][\\p{L}\\p{N}/_-]{2,})`,
      'iu',
    ).exec(text)?.[1];
    if (code) return { value: code, confidence: 0.85 };
    const said = new RegExp(`(?<!\\p{L})(?:my|our|the|his|her|their)\\s+${words}\\s+(?:is|was)\\s+([^\\n,.;!?]{1,80})`, 'iu').exec(
      text,
    )?.[1];
    if (said?.trim()) return { value: tidy(said), confidence: 0.8 };
  }
  return nothing;
}

function tidy(value: string): string {
  return value
    .replace(/\*\*/g, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^["“']+|["”']+$/gu, '')
    .slice(0, 500);
}

/** The one choice that the text names; none when it names several or none. */
function chosen(text: string, choices: readonly string[]): Extracted {
  const lower = text.toLowerCase();
  const named = choices.filter((choice) => {
    const at = lower.indexOf(choice.toLowerCase());
    return (
      at >= 0 && choice !== '' && !/[\p{L}\p{N}]/u.test(lower.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(lower.charAt(at + choice.length))
    );
  });
  // "Express delivery" also names "Delivery": the longer one is meant.
  const widest = named.filter((choice) => !named.some((other) => other !== choice && other.toLowerCase().includes(choice.toLowerCase())));
  const [only] = widest;
  if (only === undefined) return nothing;
  return widest.length === 1 ? { value: only, confidence: 0.85 } : { ...nothing, candidates: widest };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

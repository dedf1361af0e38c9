import { type Assembly, template } from './assembly.ts';
import { fieldsOf } from './form-field.ts';

const months = 'January February March April May June July August September October November December'.split(' ');
const days = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const oneOf = (names: readonly string[], place: string): string => `[${names.map((name) => `"${name}"`).join(', ')}][${place} - 1]`;

/** The subject with what the words want in it: the month, the date, or a field of the form; what cannot be found is told. */
export function subjectWith(assembly: Assembly, subject: string, wanted: readonly string[]): string {
  const parts = wanted.flatMap((words) => {
    const found = partFor(assembly, words);
    if (found === undefined) assembly.note('issue', `“${words}” is to be in the subject, and is not there yet.`);
    return found ?? [];
  });
  return [subject, ...parts].filter((part) => part !== '').join(' – ');
}

function partFor(assembly: Assembly, words: string): string | undefined {
  const said = words.toLowerCase();
  const at = /\b(?:last|previous)\s+month\b/u.test(said) ? 'dateAdd(trigger.at, -1, "months")' : 'trigger.at';
  const month = template(oneOf(months, `month(${at})`));
  const year = template(`string(year(${at}))`);
  if (/\bweek\b(?!\s*day)/u.test(said)) return undefined;
  if (/\bmonth\b/u.test(said)) return /\byear\b/u.test(said) ? `${month} ${year}` : month;
  if (/^(?:(?:the|this|current)\s+)*year\b/u.test(said)) return year;
  if (/\bweek ?day\b|\bday of the week\b|\bname of the day\b/u.test(said)) return template(oneOf(days, 'weekday(trigger.at)'));
  const field = fieldsOf(assembly)?.find(({ name, label, type }) => type !== 'file' && isCalled(said, name, label));
  if (field) return template(field.required === false ? `default(input.${field.name}, "")` : `input.${field.name}`);
  return /^(?:(?:the|today['’]?s|current)\s+)*(?:date|day)\b(?!\s+of\b)/u.test(said)
    ? template('formatDate(trigger.at, "dd.MM.yyyy")')
    : undefined;
}

/** “The name of the customer” is “Your name”. */
function isCalled(said: string, name: string, label: string): boolean {
  const plain = said.replaceAll(/\b(?:the|an?|their|his|her|of|customer|client|guest|person|sender|name of)\b/gu, (word) =>
    word === 'name of' ? 'name' : ' ',
  );
  const wanted = plain
    .replaceAll(/['’]s?\b/gu, ' ')
    .trim()
    .replaceAll(/\s+/gu, ' ');
  const called = label.toLowerCase().replace(/^your\s+/u, '');
  return (
    wanted !== '' && (called === wanted || called === said.replace(/^the\s+/u, '') || name.toLowerCase() === wanted.replaceAll(' ', ''))
  );
}

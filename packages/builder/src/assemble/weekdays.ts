import type { Condition } from '../recognise/conditions.ts';
import type { Assembly } from './assembly.ts';
import { isTurned } from './ticks.ts';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const only =
  /^(?:(?:but|and|only|if|when|unless|except|not|it|it['’]?s|is|isn['’]?t|on|at|for|from|a|an|the|in|during|they|come|comes?|date|day)\s+)*((?:weekends?|weekdays?|working days?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?:\s+(?:and|or|to)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)days?)?)(?:\s+(?:date|ones?))?[\s?.,]*$/iu;

/** “On a Saturday”, “weekend date”: the weekday of the date that the form asks for, else of the day on which it runs. Undefined for anything else. */
export function onWeekday(assembly: Assembly, condition: Condition): string | undefined {
  const { words, test, due } = condition;
  const { data } = assembly;
  const said = only.exec(words.trim())?.[1]?.toLowerCase();
  if (said === undefined || due || !/^(?:unread|equals|differs)$/u.test(test)) return undefined;
  const isDated = data.record === 'input' && data.recordFields.includes('date');
  const day = `weekday(${isDated ? 'input.date' : 'trigger.at'})`;
  if (!isDated) assembly.note('recommendation', 'The day of the week is taken in world time (UTC).');
  const isNot = isTurned(condition) !== /\bnot\b|isn['’]?t/iu.test(words);
  const holds = testOf(said, day);
  return isNot ? `!(${holds})` : holds;
}

function testOf(said: string, day: string): string {
  if (said.startsWith('weekend')) return `${day} >= 6`;
  if (/^w(?:eekday|orking)/u.test(said)) return `${day} <= 5`;
  const [first = 1, second] = [...said.matchAll(/[a-z]+day/gu)].map(([name]) => days.indexOf(name) + 1);
  if (second === undefined) return `${day} == ${first}`;
  return / to /u.test(said) ? `(${day} >= ${first} && ${day} <= ${second})` : `(${day} == ${first} || ${day} == ${second})`;
}

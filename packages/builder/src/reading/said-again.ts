import { plainRequest } from '../language/plain-request.ts';
import { isPlace, partIdOf, placeOfPart } from './part-ids.ts';
import { withPlacesOf, withStep } from './places.ts';
import type { Reader } from './reader.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';

/** Other words for parts of a request, in the order in which they were said. */
interface SaidAgain {
  readonly part: string;
  readonly words: string;
}

type Answers = { readonly [id: string]: string };

const answerId = 'said';

function saidAgainOf(answers: { readonly [id: string]: string }): readonly SaidAgain[] {
  try {
    const said = JSON.parse(answers[answerId] ?? '[]') as unknown;
    return Array.isArray(said) ? said.filter(isSaid) : [];
  } catch {
    return [];
  }
}

const isSaid = (value: unknown): value is SaidAgain =>
  typeof value === 'object' &&
  value !== null &&
  'part' in value &&
  'words' in value &&
  [value.part, value.words].every((one) => typeof one === 'string');

/** The answers with other words for one part, what was said of it before gone. */
export function withSaidAgain(answers: { readonly [id: string]: string }, part: string, words: string): { readonly [id: string]: string } {
  const { [part]: _, ...others } = answers;
  return { ...others, [answerId]: JSON.stringify([...saidAgainOf(answers), { part, words }]) };
}

/** All that was said is in the words of this request now. */
export function withRequest(answers: { readonly [id: string]: string }, request: string): { readonly [id: string]: string } {
  const { [answerId]: _, ...others } = answers;
  return { ...others, request };
}

/**
 * Reads a request and what was said of its parts in other words since. What stands around such a part stays as it was read: saying one thing
 * differently changes nothing else.
 */
export async function readAgain(
  read: Reader,
  request: string,
  answers: Answers,
): Promise<{ readonly text: string; readonly reading: Reading; readonly answers: Answers }> {
  let [text, ...later] = textsOf(request, answers);
  let reading = await read(text);
  let now = answers;
  for (const next of later) {
    const again = await spliced(read, { ...next, reading });
    now = withPlacesOf(now, renamed({ text, steps: reading.steps }, { ...next, steps: again.steps }));
    reading = again;
    text = next.text;
  }
  return { text, reading, answers: now };
}

/** What the parts that are still there are called in the new words; the one that was said again too, where it is one step as before. */
function renamed(
  before: { readonly text: string; readonly steps: readonly ReadStep[] },
  { text, place, words, steps }: Omit<Splice, 'reading'> & { readonly steps: readonly ReadStep[] },
): ReadonlyMap<string, string> {
  const by = words.length - place.words.length;
  const fresh = allSteps(steps).filter(({ at = -1, words: own }) => own !== '' && at >= place.at && at < place.at + words.length);
  const ids = allSteps(before.steps).flatMap((step): (readonly [string, string])[] => {
    if (step.at === undefined || step.words === '') return [];
    const [only] = fresh;
    const isAgain = isPlace(step, place);
    const next = !isAgain ? { words: step.words, at: step.at > place.at ? step.at + by : step.at } : fresh.length === 1 ? only : undefined;
    if (next?.at === undefined) return [];
    return [[partIdOf(before.text, step.words, step.at), partIdOf(text, next.words, next.at)]];
  });
  return new Map(ids.filter(([old, now]) => old !== now));
}

/** The request in the words that it has now. */
export const requestNow = (request: string, answers: { readonly [id: string]: string }): string => {
  const [first, ...later] = textsOf(request, answers);
  return later.at(-1)?.text ?? first;
};

function textsOf(request: string, answers: { readonly [id: string]: string }): [string, ...Omit<Splice, 'reading'>[]] {
  const first = plainRequest(answers['request'] ?? request);
  let text = first;
  const later = saidAgainOf(answers).flatMap(({ part, words: said }) => {
    const place = placeOfPart(text, part);
    const words = plainRequest(said).trim();
    if (!place || words === '') return [];
    text = `${text.slice(0, place.at)}${words}${text.slice(place.at + place.words.length)}`;
    return [{ text, place, words }];
  });
  return [first, ...later];
}

interface Splice {
  /** With the new words. */
  readonly text: string;
  readonly reading: Reading;
  /** Where the old ones stood. */
  readonly place: { readonly at: number; readonly words: string };
  readonly words: string;
}

async function spliced(read: Reader, { text, reading, place, words }: Splice): Promise<Reading> {
  const whole = await read(text);
  const end = place.at + words.length;
  if (isPlace(reading.trigger, place)) {
    const isInside = (whole.trigger?.at ?? -1) >= place.at && (whole.trigger?.at ?? end) < end;
    if (!isInside) return whole;
    const steps = moved(reading.steps, place.at, words.length - place.words.length);
    return { ...reading, trigger: whole.trigger, hasFile: whole.hasFile, steps };
  }
  const isWithin = ({ at, words: own }: ReadStep): boolean => own !== '' && at !== undefined && at >= place.at && at < end;
  const among = stepsWhere(whole.steps, isWithin);
  const alone = among.length > 0 ? among : moved((await read(words)).steps, -1, place.at);
  const gap: ReadStep = { label: 'unmet', words, at: place.at, lead: '', tail: '', values: [], sure: 0.5, branches: [] };
  const fresh = alone.length > 0 ? alone : [gap];
  const old = allSteps(reading.steps).find((step) => isPlace(step, place));
  const others = moved(reading.steps, place.at, words.length - place.words.length);
  const steps = old
    ? replaced(others, place, fresh)
    : fresh.reduce<readonly ReadStep[]>((list, step) => withStep(list, { ...step, at: step.at ?? place.at }), others);
  const likely = allSteps(fresh).reduce((product, { sure }) => product * sure, 1);
  return { ...reading, steps, sure: Math.min(1, (reading.sure * likely) / Math.max(old?.sure ?? 1, 1e-6)) };
}

/** Everything that is said after this place stands so much further on. */
function moved(steps: readonly ReadStep[], after: number, by: number): ReadStep[] {
  return steps.map((step) => ({
    ...step,
    ...(step.at === undefined || step.at <= after ? {} : { at: step.at + by }),
    branches: step.branches.map((branch) => moved(branch, after, by)),
  }));
}

/** The wanted steps, what is unwanted around them left out. */
function stepsWhere(steps: readonly ReadStep[], isWanted: (step: ReadStep) => boolean): ReadStep[] {
  return steps.flatMap((step): ReadStep[] => {
    const branches = step.branches.map((branch) => stepsWhere(branch, isWanted));
    const isImplied = step.words === '' && branches.some((branch) => branch.length > 0);
    return isWanted(step) || isImplied ? [{ ...step, branches }] : branches.flat();
  });
}

/** What stood inside the old step stands inside the new one, or after it where nothing can stand inside. */
function replaced(steps: readonly ReadStep[], place: Splice['place'], fresh: readonly ReadStep[]): ReadStep[] {
  return steps.flatMap((step): ReadStep[] => {
    if (!isPlace(step, place)) return [{ ...step, branches: step.branches.map((branch) => replaced(branch, place, fresh)) }];
    if (step.branches.length === 0) return [...fresh];
    const holder = fresh.find(({ label, branches }) => label === step.label && branches.every((branch) => branch.length === 0));
    if (!holder) return [...fresh, ...(step.branches[0] ?? [])];
    return fresh.map((one) => (one === holder ? { ...one, branches: step.branches, ...(step.cases && { cases: step.cases }) } : one));
  });
}

/** What a value of a wish is: whom, what, by what, since when. `packages/builder/training/README.md` says what each stands for. */
export const valueNames = [
  'to',
  'cc',
  'what',
  'subject',
  'style',
  'lang',
  'column',
  'op',
  'value',
  'by',
  'calc',
  'count',
  'dir',
  'noun',
  'field',
  'class',
  'time',
  'ref',
  'file',
  'format',
  'url',
  'service',
] as const;
export type ValueName = (typeof valueNames)[number];

/** Some words of a wish that give one value. */
export interface ReadValue {
  readonly name: ValueName;
  readonly words: string;
}

/** The words of all values of a name, in the order in which they were said. */
export function valuesOf(values: readonly ReadValue[], name: ValueName): string[] {
  return values.flatMap((value) => (value.name === name ? [value.words] : []));
}

/** “me (ann@x.example)”, “HR at hr@x.example”: a person and the address right after are one recipient. */
export function withAddressesOfPeople(values: readonly ReadValue[], words: string): ReadValue[] {
  let end = 0;
  return values.reduce<ReadValue[]>((done, value) => {
    const at = words.indexOf(value.words, end);
    const between = at < 0 ? undefined : words.slice(end, at);
    if (at >= 0) end = at + value.words.length;
    const last = done.at(-1);
    const isOne =
      (value.name === 'to' || value.name === 'cc') &&
      last?.name === value.name &&
      value.words.includes('@') &&
      !last.words.includes('@') &&
      between !== undefined &&
      /^[\s,:;(<–-]*(?:(?:at|on|via|under|with|e-?mail|mail|address)[\s:]*)*[(<]?$/iu.test(between);
    return isOne ? [...done.slice(0, -1), { name: value.name, words: `${last.words} ${value.words}` }] : [...done, value];
  }, []);
}

/** “the due date” → due date */
export function bare(words: string): string {
  return words
    .replace(/^(?:(?:the|a|an|our|my|their|his|her|its|your|each|every|all|any|some)\s+)+/iu, '')
    .replace(/['’]s?$/u, '')
    .replaceAll(/[–—]/gu, '-')
    .replace(/^["“']|["”']$/gu, '')
    .trim();
}

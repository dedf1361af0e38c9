import type { Wish } from '../recognise/wish.ts';

/** Where the words of a wish stand in the request; -1 where it follows from another one. */
export function placeOf(wish: Wish, text: string): number {
  if (wish.at !== undefined) return wish.at;
  const [first = ''] = wish.because.split(' … ');
  return first === '' ? -1 : text.indexOf(first);
}

export function endOf(wish: Wish, text: string): number {
  const last = wish.because.split(' … ').at(-1) ?? '';
  const at = wish.because.includes(' … ') ? text.indexOf(last) : placeOf(wish, text);
  return at < 0 ? -1 : at + last.length;
}

/** Every wish, those inside others included. */
export function allWishes(wishes: readonly Wish[]): Wish[] {
  return wishes.flatMap((wish) => [wish, ...insideOf(wish).flatMap((list) => allWishes(list))]);
}

export function insideOf(wish: Wish): readonly (readonly Wish[])[] {
  switch (wish.kind) {
    case 'if':
      return [wish.then, wish.otherwise];
    case 'each':
      return [wish.body];
    case 'switch':
      return [...wish.cases.map(({ then }) => then), wish.otherwise ?? []];
    default:
      return [];
  }
}

/** The wish with the lists inside it changed. */
export function withInside(wish: Wish, change: (list: readonly Wish[]) => readonly Wish[]): Wish {
  switch (wish.kind) {
    case 'if':
      return { ...wish, then: change(wish.then), otherwise: change(wish.otherwise) };
    case 'each':
      return { ...wish, body: change(wish.body) };
    case 'switch':
      return {
        ...wish,
        cases: wish.cases.map((one) => ({ ...one, then: change(one.then) })),
        ...(wish.otherwise ? { otherwise: change(wish.otherwise) } : {}),
      };
    default:
      return wish;
  }
}

/** The same wishes with every list of them, inner ones first, changed. */
export function inEveryList(wishes: readonly Wish[], change: (list: readonly Wish[]) => readonly Wish[]): Wish[] {
  return [...change(wishes.map((wish) => withInside(wish, (list) => inEveryList(list, change))))];
}

import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { asCall, asChannel, throughChannel } from './channels.ts';
import { doesNothing } from './idle.ts';
import { inEveryList } from './wish-lists.ts';

/** What the words of wishes cannot mean here, whatever they were read as: files that nothing adds to, channels, mails that are not to be sent. */
export function settled(wishes: readonly Wish[], trigger: Trigger, text: string): Wish[] {
  return byAddress(
    inEveryList(wishes, (list) =>
      withDecider(
        keptOnce(
          throughChannel(withoutSecondFile(list, trigger), text).flatMap((wish) =>
            isIdle(wish) ? [] : [asCall(asChannel(asKept(withFile(wish, list, text), trigger, text), text), text)],
          ),
        ),
      ),
    ),
  );
}

/** “Compare the uploaded statement with the invoice list”: the form asks for both files, so nobody needs to say where the list is kept. */
function withoutSecondFile(all: readonly Wish[], trigger: Trigger): readonly Wish[] {
  // “Load sales.csv from https://x.example/sales.csv”: the address brings it.
  const urls = all.flatMap((wish) => (wish.kind === 'fetch' ? [wish.url ?? ''] : []));
  const list = all.filter((wish) => !(wish.kind === 'source' && wish.isFile && urls.some((url) => url.endsWith(`/${wish.name}`))));
  const isUpload = trigger.kind === 'form' && trigger.fields.length > 0 && trigger.fields.every(({ type }) => type === 'file');
  const [source, ...more] = list.filter(({ kind }) => kind === 'source');
  return isUpload && source && more.length === 0 && list[list.indexOf(source) + 1]?.kind === 'combine'
    ? list.filter((wish) => wish !== source)
    : list;
}

/** “Goes to Maureen (m@x.example) | for yes or no”: whom it goes to decides. */
function withDecider(list: readonly Wish[]): Wish[] {
  return list.flatMap((wish, index): Wish[] => {
    const isOpen = (one: Wish | undefined): boolean => one?.kind === 'approve' && one.who === undefined && one.address === undefined;
    const [before, after] = [list[index - 1], list[index + 1]];
    if (isOpen(wish) && wish.kind === 'approve') {
      const [decider] = [before, after].filter((one) => goesTo(one) && (one.at ?? 0) < (wish.at ?? 0));
      return decider?.kind === 'email' ? [{ ...wish, who: decider.person, address: decider.to[0] }] : [wish];
    }
    const [decision] = [before, after].filter((one) => isOpen(one) && (wish.at ?? 0) < (one?.at ?? 0));
    return goesTo(wish) && decision ? [] : [wish];
  });
}

const goesTo = (wish: Wish | undefined): wish is Extract<Wish, { kind: 'email' }> =>
  wish?.kind === 'email' &&
  wish.what === undefined &&
  /^\W*(?:(?:and|then|it|that)\s+)*(?:goes|go|sent|is sent|gets sent|forwarded|is forwarded|passed)\s+(?:on\s+)?to\b/iu.test(wish.because);

/** “Mail | stock.csv | to the warehouse”: the mail brings the file. */
function withFile(wish: Wish, among: readonly Wish[], text: string): Wish {
  if (wish.kind !== 'email' || wish.what !== undefined || wish.at === undefined) return wish;
  const end = wish.at + wish.because.length;
  const file = among.find(
    (one) =>
      one.kind === 'source' &&
      one.isFile &&
      one.at !== undefined &&
      one.at >= end &&
      /^\W*(?:the|our|my)?\W*$/iu.test(text.slice(end, one.at)),
  );
  return file ? { ...wish, about: `${wish.about} ${file.because}` } : wish;
}

/** One file, said in two pieces. */
const keptOnce = (list: readonly Wish[]): Wish[] =>
  list.filter((wish, index) => {
    const last = list[index - 1];
    return !(wish.kind === 'keep' && last?.kind === 'keep' && wish.place === last.place);
  });

const stores = String.raw`(?:adds?|added|append\w*|sav\w*|stor\w*|logs?|logged|writ\w*|puts?|lands?|keeps?|records?|recorded|enters?|notes?|inserts?|collects?|goes|go|copy|copied|tracks?|lists?)`;
const fileName = String.raw`[\p{L}\p{N}_-]+\.(?:csv|xlsx?|txt|log|json|tsv|ods)`;
/** “add them to members.csv”, “land in results.csv” */
const intoFile = new RegExp(
  String.raw`\b${stores}\b[^.;]*?\b(?:to|in|into|onto|as a (?:new )?(?:line|row) (?:in|of|to))\s+(?:the |our |my |a )?(?:file )?(${fileName})`,
  'iu',
);
const adds = /\b(?:adds?|added|append\w*|logs?|logged|lands?|notes?|records?|inserts?)\b/iu;
const mayKeep = new Set<Wish['kind']>(['write', 'source', 'combine', 'unmet', 'fetch', 'code', 'read', 'keep']);

/**
 * One entry after the other in a file that stays is kept in it, and no step does that yet: a file that is written holds what one run gave. What a
 * regular run writes in a file of its own is such a file.
 */
function asKept(wish: Wish, trigger: Trigger, text: string): Wish {
  if (!mayKeep.has(wish.kind) || wish.because === '') return wish;
  const at = wish.at ?? text.indexOf(wish.because);
  const before = at < 0 ? '' : (/[^.;:!?]*$/u.exec(text.slice(Math.max(0, at - 60), at))?.[0] ?? '');
  const after =
    at < 0 ? '' : (/^[^.;!?]*(?:\.\w{2,4}\b)?/u.exec(text.slice(at + wish.because.length, at + wish.because.length + 40))?.[0] ?? '');
  const found = intoFile.exec(`${before}${wish.because}${wish.kind === 'source' ? '' : after}`);
  const name = found?.[1];
  if (!found || !name) return wish;
  const isOwn =
    wish.because.includes(name) || wish.kind === 'code' || wish.kind === 'unmet' || wish.kind === 'combine' || wish.kind === 'keep';
  const isEvent = trigger.kind === 'form' || trigger.kind === 'webhook' || trigger.kind === 'unmet';
  const isUpload = trigger.kind === 'form' && trigger.fields.every(({ type }) => type === 'file');
  if (!isOwn || !(adds.test(found[0]) || (isEvent && !isUpload) || wish.kind === 'source' || wish.kind === 'combine')) return wish;
  return { kind: 'keep', place: name, because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) };
}

const isIdle = (wish: Wish): boolean => (wish.kind === 'email' || wish.kind === 'unmet') && doesNothing(wish.because);

/** “Hardware, software or access, send to hw@x, sw@x, acc@x”: as many addresses as classes are one for each, in their order. */
function inTurn(wishes: readonly Wish[], at: number, labels: readonly string[]): Wish[] {
  const mail = wishes[at + 1];
  const isOneEach =
    mail?.kind === 'email' &&
    mail.person === undefined &&
    mail.to.length === labels.length &&
    // “To ann@x and bob@x” may well be both.
    (labels.length > 2 || !/\S@\S+\s+(?:and|&|\+)\s/iu.test(mail.because));
  if (!isOneEach) return [...wishes];
  const choice: Wish = {
    kind: 'switch',
    field: 'label',
    cases: labels.map((name, index) => ({ name, then: [{ ...mail, to: mail.to.slice(index, index + 1) }] })),
    because: mail.because,
  };
  return wishes.map((wish) => (wish === mail ? choice : wish));
}

/** “Mail plumbing@x or electric@x” after it was sorted into the two: each class goes to its own address, however the words were cut. */
function byAddress(wishes: readonly Wish[]): Wish[] {
  const at = wishes.findIndex(({ kind }) => kind === 'classify');
  const sorted = wishes[at];
  if (sorted?.kind !== 'classify' || sorted.labels.length < 2) return [...wishes];
  const taken = new Map<string, { wish: Wish; to: string }>();
  for (const wish of wishes.slice(at + 1)) {
    const mails =
      wish.kind === 'email' ? [wish] : wish.kind === 'if' && wish.otherwise.length === 0 && wish.then.length === 1 ? wish.then : [];
    for (const mail of mails) {
      const [to] = mail.kind === 'email' ? mail.to : [];
      const label = to && sorted.labels.find((name) => name.length > 3 && to.toLowerCase().startsWith(name.toLowerCase().slice(0, 5)));
      if (to && label && !taken.has(label)) taken.set(label, { wish, to });
    }
  }
  if (taken.size < 2) return inTurn(wishes, at, sorted.labels);
  const used = new Set([...taken.values()].map(({ wish }) => wish));
  const because = [...used].map((wish) => wish.because).join(' … ');
  const choice: Wish = {
    kind: 'switch',
    field: 'label',
    cases: [...taken].map(([name, { wish, to }]) => ({
      name,
      then: [{ kind: 'email', to: [to], person: undefined, about: wish.because, because: wish.because }],
    })),
    because,
  };
  return wishes.flatMap((wish) => (!used.has(wish) ? [wish] : wish === [...used][0] ? [choice] : []));
}

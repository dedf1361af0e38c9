import { keepingIn } from '../recognise/tables.ts';
import type { Trigger } from '../recognise/trigger.ts';
import { bindTrigger } from './bind-trigger.ts';
import { addressesIn } from '../recognise/detect-outputs.ts';
import type { Condition } from '../recognise/conditions.ts';
import type { Wish, WishKind } from '../recognise/wish.ts';
import { bindCondition, bindStep, nounOfLoop, plain, withWords } from './bind-step.ts';
import { endsInApproval, saysNo } from './decisions.ts';
import { approvalsOf } from './bind-approvals.ts';
import { filesOf } from './file-words.ts';
import { checkedAgain } from './checked-again.ts';
import { withFormulas } from './formula-context.ts';
import { withImpliedFields } from './implied-fields.ts';
import { withKinds } from './kinds.ts';
import { ofSameMeasure } from './same-measure.ts';
import { wholeMails } from './mail-pieces.ts';
import { wholeSteps } from './pieces.ts';
import { wholeRowSteps } from './row-pieces.ts';
import { withMarkedRows } from './marked-rows.ts';
import { withSeparateLists } from './separate-lists.ts';
import { withTotalRows } from './total-rows.ts';
import { choiceSaid, isChosenInForm, withFileFields, withSaidFields } from './said-fields.ts';
import { settled } from './settle.ts';
import { askedBefore, withDeadlines } from './answer-in-time.ts';
import { withPageTexts } from './page-texts.ts';
import { withRowWishes } from './row-wishes.ts';
import { withRetries } from './retries.ts';
import { inEveryList } from './wish-lists.ts';
import { countedOnce, withCounts } from './counts.ts';
import { endingOf } from './endings.ts';
import { bindCases, elseOf } from './bind-cases.ts';
import { withKindsOf } from './two-kinds.ts';
import { filterOf } from './bind-filter.ts';
import { otherOf } from './bands.ts';
import { mailsOf, withKnownAddresses, withPronouns } from './bind-recipients.ts';
import { conditionOf } from './condition-values.ts';
import { inChosenLanguage } from './chosen-language.ts';
import { withGivenBack } from './given-back.ts';
import { withMentions } from './mentions.ts';
import { allSteps, type Reading, type ReadStep } from './reading.ts';
import { withSubjectParts } from './subject-parts.ts';
import { withDate } from './date-values.ts';
import { sourceOf, uploadOf, withFormValues } from './bind-sources.ts';
import { bare, type ReadValue, valuesOf } from './values.ts';
import { withPagesToRead } from './typed-work.ts';
import { withValues } from './with-values.ts';
import { asLetter, withWrittenMails } from './written-mails.ts';

/** The trigger and wishes of a reading, with the values that its words give. */
export function bindReading(asRead: Reading, text: string): { trigger: Trigger; wishes: Wish[] } {
  const { trigger: start } = asRead;
  // “The CSV” as what comes in is a file, whatever else was read.
  const isFile = start?.label === 't.form' && /\b(?:csv|excel|xlsx?|spreadsheets?)\b/iu.test(start.words);
  const reading = isFile && !asRead.hasFile ? { ...asRead, hasFile: true } : asRead;
  const { steps: said, fields } = withoutFields(reading);
  const asked = withPagesToRead(said, reading).map((step) => withoutBack(step));
  const listed = withFormValues(bindTrigger(reading, text), [...(reading.trigger?.values ?? []), ...fields]);
  const trigger =
    listed.kind === 'form' ? withFileFields(withSaidFields(withImpliedFields(listed, text), text), allSteps(reading.steps)) : listed;
  const isChosen = trigger.kind === 'form' && choiceSaid(text) !== undefined && !asked.some(({ label }) => label === 'switch');
  const steps = asked.filter(
    ({ label, words }) => !(isChosen && (label === 'classify' || label === 'extract' || label === 'set') && isChosenInForm(words)),
  );
  const read = bindSteps(wholeMails(wholeRowSteps(withAddresses(steps, text), text), reading, text));
  const bound = withRetries(withPageTexts(withRowWishes(read)), reading.policies);
  const wishes = settled(
    checkedAgain(ofSameMeasure(withKinds(withTotalRows(withSeparateLists(withMarkedRows(withFormulas(bound, trigger, text))))))),
    trigger,
    text,
  );
  const own = inEveryList(withSubjectParts(withMentions(withKnownAddresses(withPronouns(wishes), text), text), text), (list) =>
    withWrittenMails(list).map((wish) => asLetter(asksForYes(wish, text), trigger)),
  );
  const wishesNow = inChosenLanguage(withGivenBack(own, trigger, text), trigger, text);
  return uploadOf(trigger, wishesNow, text) ?? { trigger, wishes: wishesNow };
}

/** “Under 200 is approved, above that ask cfo@x”: asking is for a yes, where yes and no are spoken of and nothing else is asked. */
function asksForYes(wish: Wish, text: string): Wish {
  if (
    wish.kind !== 'email' ||
    wish.what !== undefined ||
    !/^\W*(?:(?:then|first|please|otherwise|above that|also)\s+)*ask\s+(?!for\b)/iu.test(wish.because)
  )
    return wish;
  const isOfYes = /\b(?:approv\w*|ok(?:ay)?|permission|sign(?:s|ed)? off|allowed|agree\w*)\b/iu.test(text);
  const asksMore = /\b(?:for|if|whether|how|what|when|why|to)\b/iu.test(wish.because.replace(/\bask\b/iu, ''));
  return isOfYes && !asksMore
    ? { kind: 'approve', who: wish.person, address: wish.to[0], because: wish.because, ...(wish.at === undefined ? {} : { at: wish.at }) }
    : wish;
}

/** “A form: which bread, how many, pickup day” asks for these; nothing is picked out of it. */
function withoutFields({ trigger, hasFile, steps }: Reading): { steps: readonly ReadStep[]; fields: readonly ReadValue[] } {
  const [first, ...rest] = steps;
  const isAsked =
    trigger?.label === 't.form' &&
    !hasFile &&
    (first?.label === 'extract' || first?.label === 'set') &&
    valuesOf(first.values, 'field').length > 0 &&
    !/^\W*(?:(?:then|and|please)\s+)*(?:pick|pull|take|extract|get|find|read|note|identify|parse|recogni[sz]e|rename|keep|choose|add|set|map|copy|compute|make)\b/iu.test(
      first.words,
    );
  return isAsked ? { steps: rest, fields: first.values.filter(({ name }) => name === 'field') } : { steps, fields: [] };
}

/** “I want | back only those who paid”: what is kept are those who paid. */
function withoutBack(step: ReadStep): ReadStep {
  const said = step.label === 'filter' ? /^back\s+/iu.exec(step.words)?.[0] : undefined;
  return said === undefined
    ? step
    : { ...step, words: step.words.slice(said.length), ...(step.at === undefined ? {} : { at: step.at + said.length }) };
}

/** A web address outside all wishes belongs to the only call that names none. */
function withAddresses(steps: readonly ReadStep[], text: string): readonly ReadStep[] {
  const url = /https?:\/\/[^\s,;"')]+/giu;
  const all = allSteps(steps);
  const free = (text.match(url) ?? []).filter((address) => !all.some(({ words }) => words.includes(address)));
  const open = all.filter(({ label, words }) => label === 'fetch' && !/https?:/u.test(words));
  const [address] = free;
  const [call] = open;
  if (free.length !== 1 || open.length !== 1 || !address || !call) return steps;
  const given = (list: readonly ReadStep[]): ReadStep[] =>
    list.map((step) => ({
      ...step,
      ...(step === call ? { words: `${step.words} ${step.tail.includes(address) ? step.tail : address}` } : {}),
      branches: step.branches.map((branch) => given(branch)),
    }));
  return given(steps);
}

function bindSteps(steps: readonly ReadStep[]): Wish[] {
  const isNarrowed = steps.some((step) => isOnlyComplaints(step, steps));
  const kept = wholeSteps(steps.filter((step) => !isOnlyComplaints(step, steps)));
  const bound = kept.flatMap((step, index) => {
    const wishes = bindOne(step, askedBefore(kept, index));
    return isNarrowed ? wishes.map((wish) => (wish.kind === 'topics' ? { ...wish, onlyComplaints: true } : wish)) : wishes;
  });
  return withAnswers(withDeadlines(countedOnce(withCounts(bound, kept)), withAnswers));
}

const outcome =
  /\b(?:yes or no|decision|outcome|result|answer|verdict|either way|whatever (?:comes|happens)|in (?:any|every|either) case|what was decided|approved or (?:not|rejected|declined|denied)|accepted or (?:not|rejected)|whether (?:it|he|she|they)(?: is| was|['’]s| are| were| has been| have been)? (?:approved|accepted|ok|okay|granted|allowed))\b/iu;

/** “They get told” after somebody decided is told how. */
const isToldOutcome = ({ about, what }: Extract<Wish, { kind: 'email' }>): boolean =>
  outcome.test(about) || (what === undefined && /\bgets? (?:told|informed|notified)(?: by (?:e-?)?mail)?\W*$/iu.test(about));

const bothAnswers =
  /\b(?:approv\w*|accept\w*|agree\w*|ok(?:ay)?s?|yes)\s*(?:or|\/)\s*(?:refus|declin|reject|den(?:y|ies)|not?\b|disagree)/iu;

/** “Ask the boss, then mail the employee yes or no” is a letter for each answer. */
function withAnswers(wishes: readonly Wish[]): Wish[] {
  return wishes.map((wish, index): Wish => {
    const asked = wishes[index - 1];
    if (wish.kind !== 'email' || asked?.kind !== 'approve') return wish;
    // “The boss approves or refuses. Mail the person.”
    const isOfBoth = bothAnswers.test(asked.because) && wish.what === undefined && wish.to.length === 0 && wish.person !== undefined;
    if (!isOfBoth && !isToldOutcome(wish)) return wish;
    const { at: _, ...letter } = wish;
    return {
      kind: 'if',
      condition: { words: 'approved', subject: 'decision', test: 'equals', value: 'approved', negated: false },
      then: [{ ...letter, decision: 'approved' }],
      otherwise: [{ ...letter, decision: 'rejected' }],
      because: wish.because,
    };
  });
}

/** "Group them by topic, only complaints": the step that groups leaves praise out by itself. */
function isOnlyComplaints({ label, words }: ReadStep, among: readonly ReadStep[]): boolean {
  return label === 'filter' && among.some((step) => step.label === 'topics') && isAboutComplaints(words);
}

/** “Only complaints”, “those that are negative”. */
export function isAboutComplaints(words: string): boolean {
  return /^(?:(?:only|just|keep|take|the|all|consider|use|with|those|that|are)\s+)*(?:complaints?|negative(?: (?:ones|comments|answers|reviews|feedback))?|complaining ones|unhappy ones)$/iu.test(
    plain(words),
  );
}

function bindOne(step: ReadStep, before: ReadStep | undefined): Wish[] {
  return boundOf(step, before).map((wish) => (step.at === undefined ? wish : { ...wish, at: step.at }));
}

function boundOf(step: ReadStep, before: ReadStep | undefined): Wish[] {
  const { words, lead, tail, branches } = step;
  const label = labelOf(step);
  switch (label) {
    case 'if': {
      const [then, otherwise] = [endingOf(branches[0] ?? []), endingOf(branches[1] ?? [])];
      const condition = withKindsOf(conditionWith(step, bindCondition(words, tail, `${before?.words ?? ''} ${lead}`), before), step);
      return [
        withWords(
          {
            kind: 'if',
            condition,
            then: bindSteps(then.steps),
            otherwise: otherOf(condition, elseOf(step), bindSteps(otherwise.steps)),
            ...(then.stops || otherwise.stops || step.goesOn ? { stops: { then: then.stops, otherwise: otherwise.stops } } : {}),
          },
          words,
        ),
      ];
    }
    case 'each':
      return [
        withWords(
          {
            kind: 'each',
            noun: loopNoun(step) ?? nounOfLoop(step),
            body: bindSteps(branches[0] ?? []),
            ...(words === '' ? { isImplied: true } : {}),
          },
          words || (branches[0]?.[0]?.words ?? ''),
        ),
      ];
    case 'switch':
      return [withWords(bindCases(step, { bind: bindSteps, before }) ?? switchOf(step, before), words)];
    case 'filter':
      return [withWords(filterOf(step), words)];
    case 'source':
      return [withWords(sourceOf(step), words)];
    case 'unmet': {
      const kept = keepingIn(plain(words));
      if (kept) return [withWords({ kind: 'keep', ...kept }, words)];
      const wish = bindStep({ label, words }, { before: lead, after: tail });
      const service = bare(valuesOf(step.values, 'service')[0] ?? '');
      const instead = `No step works with ${service} yet; if it has a web API, “Call a web address” can reach it.`;
      return [
        withWords(wish.kind === 'unmet' && wish.service === undefined && service !== '' ? { ...wish, service, instead } : wish, words),
      ];
    }
    default: {
      const sorted = chosenBy(step, before);
      if (sorted) return [withWords(sorted, words)];
      const keeping = keepable.has(label) ? keepingIn(plain(words)) : undefined;
      const own = keeping ? [withWords({ kind: 'keep', ...keeping }, words)] : [];
      const isListed = label === 'extract' && keeping?.place !== undefined && !/^\W*(?:save|store|put|add)/iu.test(words);
      if (keeping && !isListed) return own;
      const wish = withValues(
        bindStep({ label, words: withoutKeeping(words, keeping) }, { before: lead, after: tail }),
        step.values,
        words,
      );
      const all =
        wish.kind === 'write' ? filesOf(wish, step.values, words) : wish.kind === 'approve' ? approvalsOf(wish, step) : mailsOf(wish, step);
      return [...all.map((one) => withWords(one, words)), ...own];
    }
  }
}

/** The condition that its values give; right after an approval it is about the answer, unless it says what else. */
function conditionWith({ values, words }: ReadStep, ruled: Condition, before: ReadStep | undefined): Condition {
  if (ruled.subject === 'decision') return ruled;
  const condition = withDate(conditionOf(values, words, ruled) ?? ruled, values, words);
  const isAsked = before?.label === 'approve' || (before !== undefined && endsInApproval(before) && (words === '' || answers.test(words)));
  const isAnswer = isAsked && valuesOf(values, 'column').length === 0 && typeof condition.value !== 'number';
  if (!isAnswer) return condition;
  const isNo = saysNo(words);
  return { words: isNo ? 'rejected' : 'approved', subject: 'decision', test: 'equals', value: 'approved', negated: isNo };
}

const answers =
  /\b(?:yes|no|yeses|ok(?:ay)?|grant\w*|approv\w*|accept\w*|agree\w*|refus\w*|declin\w*|reject\w*|den(?:y|ied|ies)|signed)\b/iu;

/** “Forward it to a@x, b@x or c@x” after it was sorted into as many classes: each class has its address. */
function chosenBy({ label, words, values }: ReadStep, before: ReadStep | undefined): WishKind | undefined {
  const addresses = valuesOf(values, 'to').flatMap((said) => addressesIn(said));
  const classes = before?.label === 'classify' ? valuesOf(before.values, 'class').map((name) => bare(name)) : [];
  const isOneOf = /\bor\b|\/|\b(?:respective(?:ly)?|right|matching|correct|corresponding|responsible|proper|fitting|relevant)\b/iu.test(
    words,
  );
  if (label !== 'email' || addresses.length < 2 || addresses.length !== classes.length || !isOneOf) return undefined;
  // An address that names its class is that one's, wherever it stands.
  const own = (name: string, index: number): string =>
    addresses.find((address) => address.toLowerCase().startsWith(name.toLowerCase().slice(0, 5))) ?? addresses[index] ?? '';
  return {
    kind: 'switch',
    field: 'label',
    cases: classes.map((name, index) => ({
      name,
      then: [{ kind: 'email', to: [own(name, index)], person: undefined, about: words, because: words }],
    })),
  };
}

/** “for {every tenant}” → tenant */
function loopNoun({ values }: ReadStep): string | undefined {
  const noun = bare(valuesOf(values, 'noun')[0] ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .slice(-2)
    .join(' ');
  return noun === ''
    ? undefined
    : noun
        .replace(/^people$/u, 'person')
        .replace(/ies$/u, 'y')
        .replace(/([^s])s$/u, '$1');
}

/** Wishes that may be nothing but something to keep in a table or list. */
const keepable = new Set<ReadStep['label']>([
  'write',
  'combine',
  'generate',
  'unmet',
  'extract',
  'set',
  'calculate',
  'template',
  'read',
  'code',
  'respond',
  'fetch',
  'summarize',
]);

/** “note date and sender in a table” picks out the date and the sender. */
const withoutKeeping = (words: string, keeping: unknown): string =>
  keeping
    ? words.replace(/\s+(?:in|into|to|on|onto)\s+(?:the|our|my|a|an)?\s*(?:[\p{L}'-]+\s+){0,3}(?:tables?|lists?|register|log)\W*$/iu, '')
    : words;

/** Likelihood below which a wish is shown as a gap rather than guessed at; on the validation split this cost no right step. */
const leastSure = 0.3;

function labelOf({ label, words, tail, sure, branches, values }: ReadStep): ReadStep['label'] {
  const isAgreed =
    label === 'email' && /^\W*(?:(?:please|then|also|and)\s+)*(?:send|mail|e-?mail|remind|notify|tell|inform|thank)\b/iu.test(words);
  if (
    label === 'email' &&
    /https?:/u.test(`${words} ${tail}`) &&
    !/@/u.test(`${words} ${tail}`) &&
    /^\W*(?:(?:and|then|otherwise)\s+)*(?:book|post|put|push|save|store|send (?:it|them|the \p{L}+)(?: to)?|report|register|forward it to|call|submit)\b/iu.test(
      words,
    )
  )
    return 'fetch';
  // “Collect it and mail it later” calls nothing.
  if (
    label === 'fetch' &&
    valuesOf(values, 'url').length === 0 &&
    /^\W*(?:(?:and|then|just)\s+)*collect\s+(?:it|them|this|that|these|those|all|everything)\W*$/iu.test(words)
  )
    return 'unmet';
  if (label === 'fetch' && isLetterNotCall(`${words} ${tail}`)) return 'email';
  if (label === 'source') return label;
  if (label === 'topics' && isByColumn(words)) return 'total';
  // “Read the CV”: what is picked out of it is said apart.
  if (
    label === 'extract' &&
    valuesOf(values, 'field').length === 0 &&
    /^\W*(?:(?:and|then|please)\s+)*(?:read|open|load)\s+(?:the|each|every|this|that|it)\b(?:\s+[\p{L}-]+){0,2}\W*$/iu.test(words)
  )
    return 'read';
  if ((label === 'unmet' || label === 'write') && /^\W*(?:(?:and|then|please)\s+)*(?:e-?mail|mail|send)\s.*@/iu.test(words)) return 'email';
  return isMessage(label, words) || (sure < leastSure && branches.length === 0 && !isAgreed) ? 'unmet' : label;
}

/** “Group them by country” counts what a column says; what texts are about is nothing that one says. */
function isByColumn(words: string): boolean {
  const by = /\b(?:group|count|split)\w*\b.*\bby\s+(?:the |their |its )?([\p{L} _-]{2,30})\W*$/iu.exec(words)?.[1] ?? '';
  return (
    by !== '' && !/topic|theme|subject|meaning|content|what|issue|problem|reason|categor|kind|type|sentiment|similar|mood|about/iu.test(by)
  );
}

/** “Send our price list to everyone who asks” calls no web address. */
function isLetterNotCall(words: string): boolean {
  return (
    /^\W*(?:(?:please|then|also|and)\s+)*(?:(?:send|mail|e-?mail)\b.*\b(?:to|them|him|her)\b|ask\s+(?:for|them|the customers?|guests?|him|her)\b)/iu.test(
      words,
    ) && !/https?:|\b(?:api|webhook|endpoint|url|web address|system|server|crm|erp|program|app|service|backend)\b/iu.test(words)
  );
}

/** "Ping the team on Slack" is no e-mail, however much it reads like one. */
function isMessage(label: ReadStep['label'], words: string): boolean {
  const messengers = /\b(?:slack|ms teams|microsoft teams|whats ?app|sms|telegram|discord|text messages?)\b/iu;
  return label === 'email' && messengers.test(words) && !/@|\be-?mail|\bmail/iu.test(words);
}

/** One way for each branch, named by the words before its first wish or by the classes found before. */
function switchOf({ words, branches }: ReadStep, before: ReadStep | undefined): Extract<Wish, { kind: 'switch' }> {
  const classified =
    before?.label === 'classify' ? bindStep({ label: 'classify', words: before.words }, { before: '', after: before.tail }) : undefined;
  const named = bindStep({ label: 'classify', words }, { before: '', after: '' });
  const own = named.kind === 'classify' && named.labels.length >= branches.length ? named.labels : [];
  const labels = classified?.kind === 'classify' && classified.labels.length > 0 ? classified.labels : own;
  const isByLabel = labels !== own;
  const names = new Set<string>();
  const cases = spread(branches, labels.length).map((branch, index) => {
    const wanted = labels[index] ?? (nameOf(branch[0]) || `case ${index + 1}`);
    const name = names.has(wanted) ? `${wanted} ${index + 1}` : wanted;
    names.add(name);
    return { name, then: bindSteps(branch) };
  });
  const field = plain(words)
    .replace(/^.*?\b(?:depending on|according to|based on|by|on|per|for)\s+/iu, '')
    .replace(/^(?:the|its|their|which|what)\s+/iu, '')
    .replaceAll(/[^\p{L} ]/gu, ' ')
    .trim();
  return {
    kind: 'switch',
    field: isByLabel ? 'label' : field.replace(/\(.*$/u, '').trim().split(/\s+/u).slice(0, 2).join(' ') || 'type',
    cases,
    because: words,
  };
}

/** "to a@x.example, b@x.example or c@x.example" as the last way is one way each. */
function spread(branches: ReadStep['branches'], wanted: number): ReadStep['branches'] {
  const last = branches.at(-1);
  const [only] = last ?? [];
  if (!last || !only || only.label !== 'email' || last.length > 1 || branches.length >= wanted) return branches;
  const parts = `${only.words} ${only.tail}`.split(/\s*,\s*(?:or |and )?|\s+(?:or|and)\s+/iu).filter((part) => part.trim() !== '');
  if (parts.length !== wanted - branches.length + 1) return branches;
  return [...branches.slice(0, -1), ...parts.map((words) => [{ ...only, words, lead: '', tail: '' }])];
}

function nameOf(step: ReadStep | undefined): string {
  const said = (step?.lead ?? '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, ' ')
    .replaceAll(/\b(?:and|or|then|if|for|the|a|an|are|is|it|its|go|goes|to|get|gets|ones|cases?|send|with|others?)\b/gu, ' ')
    .trim()
    .split(/\s+/u)
    .filter((word) => word.length > 1);
  return said.slice(-3).join(' ');
}

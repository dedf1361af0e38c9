import { type Catalog, validateDocument, walkNodes, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import { assemble } from './assemble/assemble.ts';
import { addUncovered, unreadClauses, unreadConditions } from './assemble/coverage.ts';
import { alike, confidenceFrom, type Doubts, unsureBelow } from './confidence.ts';
import type { Assembly } from './assemble/assembly.ts';
import { noteAssumedNames } from './assemble/assumed-names.ts';
import { workflowName } from './assemble/names.ts';
import { tieLooseEnds } from './assemble/loose-ends.ts';
import { lostDetails, lostValues } from './assemble/details.ts';
import { isForeign } from './language/english.ts';
import { plainRequest } from './language/plain-request.ts';
import { normalise } from './language/normalise.ts';
import { rephrase } from './language/rephrase.ts';
import { placeTimes } from './reading/place-times.ts';
import { isByHand, startAnswered, startQuestion } from './reading/start-answer.ts';
import { metadataOf, plannerName } from './plan-metadata.ts';
import { stepsOf, summariesOf } from './summaries.ts';
import type { Plan, PlanStep, Question } from './plan-types.ts';
import { arranged } from './reading/arrange.ts';
import { bindReading, isAboutComplaints } from './reading/bind.ts';
import { corrected } from './reading/corrections.ts';
import { wordingOf } from './reading/parts.ts';
import { isRetry } from './reading/retries.ts';
import { isChosenInForm } from './reading/said-fields.ts';
import { withTypedWork } from './reading/typed-work.ts';
import { allSteps, type Reading } from './reading/reading.ts';
import { capital } from './recognise/form-fields.ts';
import { implyTrigger, speaksOfFile } from './recognise/imply-trigger.ts';
import { readTrigger, type Trigger } from './recognise/trigger.ts';
import type { Wish } from './recognise/wish.ts';
import { readWishes } from './recognise/wishes.ts';

export interface PlanRequest {
  readonly sentence: string;
  /** Answers given so far, by question id. */
  readonly answers?: { readonly [questionId: string]: string };
}

export interface PlanDeps {
  readonly catalog: Catalog;
  /** The request as the trained reader understands it; the rules then only bind its values. */
  readonly reading?: Reading;
}

const example = 'When I upload a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report';

/** A workflow from plain words, without a model. Pure and quick; what it cannot meet becomes a placeholder or a question, never a guess. */
export function planFromWords({ sentence, answers = {} }: PlanRequest, { catalog, reading }: PlanDeps): Plan {
  const request = plainRequest(answers['request'] ?? sentence);
  const text = rephrase(normalise(request));
  if (isForeign(text))
    return askBack(
      catalog,
      'I understand English only, so far. Could you say it in English?',
      'The request does not seem to be in English.',
    );
  const whole = reading && withTypedWork(reading, request);
  if (whole && !isUnread(whole)) return planFromReading(request, { text, reading: whole, answers }, catalog);
  const said = readTrigger(text);
  const wishes = readWishes(said.rest);
  const isUnsaid = reading !== undefined && said.trigger.kind === 'manual' && said.trigger.because === '';
  const start = isUnsaid ? answers['start'] : undefined;
  const trigger = start === undefined ? implyTrigger(said.trigger, wishes, text) : startAnswered(start, text);
  const isGuessed =
    trigger.kind === 'manual' &&
    trigger.because === '' &&
    wishes.every(({ kind, ...wish }) => kind === 'unmet' && !('service' in wish && wish.service));
  if (isVague(trigger, wishes) || (isGuessed && wishes.length < 2) || isIdle(trigger, wishes, text)) return askWhat(catalog);
  const assembly = assemble(trigger, wishes, { answers });
  const about = { name: nameOf(request, wishes), words: text.split(' ').length };
  if (!reading) return planOf(assembly, trigger, wishes, about, catalog);
  if (isUnsaid && start === undefined && trigger.kind === 'manual') assembly.askAgain(9.5, startQuestion);
  assembly.note('issue', 'Only some words of this request were understood: look at every step, or say it in other words.');
  // Words can be added to it; no part of it was read, so none can be put right by itself.
  return { ...planOf(assembly, trigger, wishes, about, catalog), wording: { text: request, parts: [] } };
}

const thing = String.raw`tickets|orders|reviews|complaints|comments|messages|invoices|bookings|reservations|appointments|tasks|payments|sales|leads|sign-?ups|registrations|applications|requests|issues|bugs|enquiries|answers|responses|posts|products|articles|books|rentals|bills|expenses|donations|deliveries|shipments|returns|refunds|visits|events|courses|jobs|contracts|subscriptions|licen[cs]es|absences|shifts|cars|rooms|machines|votes|ratings|figures|temperatures`;

/** What rows it is about: “how many tickets”, “all customer reviews of the week”. */
const thingsIn = (text: string): string | undefined =>
  new RegExp(
    String.raw`\b(?:how many|count|all|the|every|each|these|of|list|summari[sz]e|get|take|collect|number of|my|our|any|open)\s+(?:(?:the|all|of|our|my|last|this|week's|today'?s|yesterday'?s)\s+)*((?:(?:customer|support|product|guest|patient|open|unpaid|overdue|online|parent|member|google|shop|sales|employee)\s+)?(?:${thing}))\b`,
    'iu',
  )
    .exec(text)?.[1]
    ?.toLowerCase();

/** Whom it is about, for the question where they come from. */
const peopleIn = (text: string): string | undefined =>
  /\b(customer|client|member|patient|guest|tenant|student|pupil|parent|donor|volunteer|subscriber|employee|supplier|applicant|participant|player)s?\b/iu
    .exec(text)?.[1]
    ?.toLowerCase()
    .concat('s');

/** A form for a file of which nobody speaks. */
const isMadeUp = (trigger: Trigger, text: string): boolean =>
  trigger.kind === 'form' && trigger.isAssumed && trigger.fields.every(({ type }) => type === 'file') && !speaksOfFile.test(text);

/** The reader saw nothing in it, and is not sure of that: then the rules may. */
function isUnread({ steps, sure }: Reading): boolean {
  return steps.length === 0 && sure < 0.7;
}

/** A plan from what the reader found: it says which wishes there are, the rules bind their values. */
function planFromReading(
  request: string,
  {
    text,
    reading: asRead,
    answers,
  }: { readonly text: string; readonly reading: Reading; readonly answers: { readonly [id: string]: string } },
  catalog: Catalog,
): Plan {
  const read = arranged(asRead, request);
  const reading = corrected(read, request, answers);
  if (read.steps.length === 0 || !text.includes(' ')) return askWhat(catalog);
  const bound = bindReading(reading, request);
  const { trigger: said, wishes } = placeTimes(bound, request);
  const isUnsaid = said.kind === 'manual' && said.because === '';
  const isStartSaid = (reading.trigger?.words ?? '').trim() !== '';
  const start = isStartSaid ? undefined : answers['start'];
  const trigger =
    start === undefined
      ? implyTrigger(said, wishes, text, { hasSource: wishes.some(({ kind }) => kind === 'source'), isRead: true })
      : startAnswered(start, text);
  const assembly = assemble(trigger, wishes, { answers, isExplicit: true, people: thingsIn(text) ?? peopleIn(text) });
  const isStartUnread = start !== undefined && trigger.kind === 'manual' && !isByHand(start);
  if (isStartUnread) assembly.note('issue', `“${start}” is no start that I can read; so far it starts when you press Run.`);
  if (isStartUnread || (start === undefined && isUnsaid && (trigger.kind === 'manual' || isMadeUp(trigger, text))))
    assembly.askAgain(9.5, startQuestion);
  tieLooseEnds(assembly);
  noteAssumedNames(assembly, request);
  addUncovered(assembly, request);
  for (const words of reading.otherStarts)
    if (!/^\W*$/u.test(words))
      assembly.note('issue', `“${words}” would start it as well; a workflow has one start, so make another one for that.`);
  for (const words of reading.policies) if (!isRetry(words)) assembly.note('issue', `“${words}” is how it is to run; no step says so yet.`);
  if (trigger.kind === 'form' && trigger.fields.some(({ type }) => type === 'file')) {
    const time =
      /\b(?:once a|every|each) (?:day|week|month|year|quarter|morning|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/iu.exec(
        request,
      )?.[0];
    if (time && !said.because.includes(time)) assembly.note('issue', `“${time}” is when you upload the file; nothing reminds you of it.`);
  }
  const ways = allSteps(reading.steps).flatMap((step) => (step.cases ?? []).flatMap((one) => one?.words ?? []));
  const wordsRead = [
    reading.trigger?.words ?? '',
    ...reading.otherStarts,
    ...reading.policies,
    ...allSteps(reading.steps).map((step) => step.words),
    ...ways,
  ];
  // Two counts of the same rows are one step.
  const counts = new Set(allSteps(reading.steps).flatMap(({ label, words }) => (label === 'total' ? [words] : [])));
  const onlyComplaints = wishes.some((wish) => wish.kind === 'topics' && wish.onlyComplaints);
  const isChoice = trigger.kind === 'form' && trigger.fields.some(({ type }) => type === 'choice');
  const clauses = [
    ...new Set([...unreadClauses(request, wishes, { start: said.because, ways }), ...unreadConditions(request, wordsRead)]),
  ].filter(
    (words) =>
      !counts.has(words) && !(onlyComplaints && isAboutComplaints(words)) && !(isChoice && isChosenInForm(words.replace(/^.*,\s*/u, ''))),
  );
  const values = [...(reading.trigger?.values ?? []), ...allSteps(reading.steps).flatMap((step) => step.values)];
  const marked = [reading.trigger?.words ?? '', ...allSteps(reading.steps).map((step) => step.words)].join(' … ');
  const details = [...lostDetails(marked, assembly.nodes), ...lostValues(values, assembly.nodes)].filter(
    (detail) => ![...clauses, ...reading.policies].some((words) => words.includes(detail)),
  );
  const unread = [
    ...new Set([
      ...clauses.filter((words) => !reading.policies.some((policy) => words.includes(policy) || policy.includes(words))),
      ...details,
    ]),
  ];
  for (const words of unread) assembly.note('issue', `“${words}” is in no step yet.`);
  const plan = planOf(
    assembly,
    trigger,
    wishes,
    {
      name: workflowName(assembly) ?? nameOf(request, wishes),
      words: text.split(' ').length,
      doubted: allSteps(reading.steps).flatMap(({ words, sure }) => (sure < unsureBelow && words.trim() !== '' ? [words.trim()] : [])),
      reading: {
        sure: reading.sure,
        isStartSaid: reading.trigger !== undefined,
        unread: unread.length,
        agreement: alike(typesOf(assembly), typesOf(rulesFor(text, answers))),
      },
    },
    catalog,
  );
  const wording = wordingOf({ text: request, reading, before: read, steps: plan.steps, unread, answers });
  const first = plan.document.nodes[0];
  const isAsked = assembly.questions.some(({ question }) => question.id === startQuestion.id);
  return { ...plan, wording: isStartSaid || isAsked || !first ? wording : { ...wording, start: { ...startQuestion, nodeId: first.id } } };
}

const typesOf = ({ nodes }: Assembly): string[] => [...walkNodes({ nodes, edges: [] })].map(({ node }) => node.type);

/** What the rules alone would draw, to be compared with. */
function rulesFor(text: string, answers: { readonly [id: string]: string }): Assembly {
  const said = readTrigger(text);
  const wishes = readWishes(said.rest);
  return assemble(implyTrigger(said.trigger, wishes, text), wishes, { answers });
}

function askWhat(catalog: Catalog): Plan {
  return askBack(
    catalog,
    'What should happen, and when does it start? Tell me what comes in and what you want out.',
    'There is nothing in the request yet that a step could do.',
  );
}

/** A time and a few words that no rule and no meaning can read. */
function isIdle(trigger: Trigger, wishes: readonly Wish[], text: string): boolean {
  return (
    trigger.kind === 'schedule' &&
    text.split(' ').length <= 12 &&
    wishes.every((wish) => wish.kind === 'unmet' && wish.service === undefined)
  );
}

/** Nothing starts it and nothing is asked that any rule can read. */
function isVague(trigger: Trigger, wishes: readonly Wish[]): boolean {
  if (wishes.length === 0) return trigger.kind === 'manual' || trigger.kind === 'schedule';
  const understood = wishes.filter(({ kind }) => kind !== 'unmet' && kind !== 'read');
  const services = wishes.filter((wish) => wish.kind === 'unmet' && wish.service !== undefined);
  return trigger.kind === 'manual' && understood.length === 0 && services.length === 0;
}

function askBack(catalog: Catalog, text: string, reasoning: string): Plan {
  const document = documentOf('New workflow', [{ id: 'start', type: 'trigger.manual', name: 'Start by hand', config: {} }], []);
  const question: Question = {
    id: 'request',
    text,
    options: [
      { value: example, label: example },
      {
        value: 'Every Monday at 8:00 get https://example.org/orders, add up the sales per product and e-mail me an Excel file',
        label: 'Every Monday, add up the sales per product and e-mail me an Excel file',
      },
    ],
    free: true,
  };
  return {
    document,
    summaries: summariesOf(document, catalog),
    steps: [],
    questions: [question],
    metadata: {
      confidence: 0.05,
      recommendations: [`For example: “${example}.”`],
      riskFactors: [],
      complexity: 'simple',
      estimatedCost: 0,
      estimatedDuration: 0,
      generationMethod: plannerName,
    },
    explanation: { reasoning, designDecisions: [], potentialIssues: [] },
    reply: text,
  };
}

/** What a plan is said to be, and how surely. */
interface About {
  readonly name: string;
  readonly words: number;
  /** Words that were read with doubt. */
  readonly doubted?: readonly string[];
  readonly reading?: Pick<Doubts, 'sure' | 'isStartSaid' | 'unread' | 'agreement'>;
}

function planOf(
  assembly: Assembly,
  trigger: Trigger,
  wishes: readonly Wish[],
  { name, words, doubted, reading }: About,
  catalog: Catalog,
): Plan {
  const document = documentOf(name, assembly.nodes, assembly.edges);
  const summaries = summariesOf(document, catalog);
  const steps = stepsOf(assembly.nodes, assembly.because, summaries, doubted);
  const asked = assembly.questions.toSorted((a, b) => b.weight - a.weight).map(({ question }) => question);
  const [questions, openQuestions] = [asked.slice(0, 1), asked.slice(1)];
  const gaps = steps.filter(({ placeholder }) => placeholder);
  const notes = (kind: 'decision' | 'recommendation' | 'issue'): string[] =>
    assembly.notes.filter((note) => note.kind === kind).map(({ text }) => text);
  // Facts that are asked for are counted as questions.
  const errors = validateDocument(document, catalog).filter(
    ({ severity, code, message }) =>
      severity === 'error' && code !== 'placeholder_left' && !/” must not be empty| needs a time:/u.test(message),
  );
  return {
    document,
    summaries,
    steps,
    questions,
    openQuestions,
    metadata: {
      ...metadataOf(
        document,
        steps,
        reading === undefined
          ? confidenceOf(trigger, wishes, { gaps: gaps.length, open: questions.length + errors.length, words })
          : confidenceFrom({ ...reading, gaps: gaps.length, open: assembly.questions.length + errors.length }),
      ),
      recommendations: notes('recommendation'),
    },
    explanation: {
      reasoning: reasoningOf(steps),
      designDecisions: notes('decision'),
      potentialIssues: [
        ...gaps.map(({ name: gap }) => `“${gap}” cannot be done by a step yet.`),
        ...steps.flatMap(({ unsure, placeholder, because, name: step }) =>
          unsure && !placeholder ? [`I am not sure that “${because}” means “${step}”. Please check it.`] : [],
        ),
        ...openQuestions.map(({ text }) => `Open: ${text}`),
        ...notes('issue'),
      ],
    },
    reply: replyOf(steps, questions),
  };
}

function documentOf(name: string, nodes: readonly WorkflowNode[], edges: WorkflowDocument['edges']): WorkflowDocument {
  return { schemaVersion: 1, id: '', name, nodes, edges };
}

/**
 * How likely this is exactly what was meant: what was read, less what was not. The level is the share of exact plans among sentences that no
 * rule had been written for, which is about half and far below that of the tuning half; long requests are met less well than short ones.
 */
function confidenceOf(
  trigger: Trigger,
  wishes: readonly Wish[],
  { gaps, open, words }: { gaps: number; open: number; words: number },
): number {
  const base = trigger.kind === 'manual' ? 0.43 : 0.52;
  const unread = wishes.filter((wish) => wish.kind === 'unmet' && wish.service === undefined).length;
  const isLong = 0.008 * Math.max(0, words - 18);
  const sure = base - 0.14 * unread - 0.04 * gaps - 0.014 * open - 0.014 * Math.max(0, wishes.length - 3) - isLong;
  return Math.max(0.1, Math.round(sure * 100) / 100);
}

function reasoningOf(steps: readonly PlanStep[]): string {
  const [first, ...rest] = steps;
  if (!first) return '';
  return `${first.sentence}. ${rest.length > 0 ? `Then: ${rest.map(({ name }) => name).join(' → ')}.` : ''}`.trim();
}

/** Written from the steps that are there, so that it never claims more. */
export function replyOf(steps: readonly PlanStep[], questions: readonly Question[]): string {
  const doing = steps.filter(({ placeholder, type }) => !placeholder && !type.startsWith('trigger.'));
  const gaps = steps.filter(({ placeholder }) => placeholder);
  const start = steps.find(({ type }) => type.startsWith('trigger.'));
  const parts = [
    `Here is what I would build: ${start ? lowerFirst(start.sentence) : 'started by hand'}${doing.length > 0 ? `, then ${doing.length} ${doing.length === 1 ? 'step' : 'steps'}` : ''}.`,
  ];
  if (gaps.length > 0)
    parts.push(
      `${gaps.length === 1 ? 'One wish' : `${gaps.length} wishes`} cannot be met yet and ${gaps.length === 1 ? 'is' : 'are'} shown as ${gaps.length === 1 ? 'a gap' : 'gaps'}: ${gaps.map(({ name }) => `“${name}”`).join(', ')}.`,
    );
  if (questions[0]) parts.push(questions[0].text);
  return parts.join(' ');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A short name for the workflow, from what it does. */
function nameOf(request: string, wishes: readonly Wish[]): string {
  const flat = wishes.flatMap((wish) => (wish.kind === 'if' ? [...wish.then, wish] : wish.kind === 'each' ? [...wish.body, wish] : [wish]));
  const topics = flat.find((wish) => wish.kind === 'topics');
  if (topics?.kind === 'topics') return `${capital(topics.onlyComplaints ? 'complaints' : topics.noun)} by topic`;
  const main = flat.find(
    ({ kind, because }) =>
      !/^\W*(?:if|when|unless)\b|\bones$|^(?:of|in|from|with|that|who|which|for|to|came)\b/iu.test(because) &&
      ['total', 'extract', 'classify', 'generate', 'summarize', 'approve', 'filter', 'email', 'fetch'].includes(kind),
  );
  const words = (main?.because ?? request)
    .replace(/^(?:please|then|also|and|i want (?:you )?to|can you)\s+/iu, '')
    .replaceAll(/\b(?:and|or|to|of|the|a|an|with|for|in)$/giu, '');
  const short = words
    .split(/\s+/u)
    .slice(0, 6)
    .join(' ')
    .replace(/[,.;:]+$/u, '')
    .replace(/\s(?:and|or|to|of|the|a|an|with|for|in|me|as)$/iu, '');
  return capital(short.slice(0, 60)) || 'New workflow';
}

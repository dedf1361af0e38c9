import { edgeIdFor, type JsonObject, type WorkflowEdge, type WorkflowNode } from '@arches/kernel';
import type { Question } from '../plan-types.ts';
import type { Condition } from '../recognise/conditions.ts';
import type { Wish } from '../recognise/wish.ts';

/** A place from which the next step goes on. */
export interface End {
  readonly source: string;
  readonly port: string;
}

/** What the steps so far have to offer to the next one; expressions without braces. */
export interface Data {
  /** The file that was handed in, and whether it was read already. */
  readonly file?: { readonly expression: string; readonly isRead: boolean; readonly isText: boolean; readonly unreadable?: string };
  /** All uploaded files, where there are several. */
  readonly files?: readonly string[];
  /** A list of rows. */
  readonly rows?: string;
  /** The same without the row of totals that stands below them. */
  readonly rowsAlone?: string;
  /** A text to work on. */
  readonly text?: string;
  /** Fields of the one thing the run is about: `input`, `trigger.body`, `item`. */
  readonly record?: string;
  readonly recordFields: readonly string[];
  /** The best there is for a report or message. */
  readonly content?: string;
  /** A file that was made, for an attachment. */
  readonly report?: string;
  /** The steps that made files on the way here. */
  readonly written?: readonly string[];
  /** The whole answer of the last call: status, headers, body. */
  readonly fetched?: string;
  readonly label?: string;
  /** Where the person's e-mail address is. */
  readonly address?: string;
  /** What the last step that worked on the content gave: a text, or rows. */
  readonly made?: 'text' | 'rows';
  /** What that is, for a subject: “Total hours”. */
  readonly title?: string;
  /** A value that was worked out for the one thing at hand. */
  readonly result?: { readonly name: string; readonly expression: string };
  /** What steps found out about the one thing at hand, first to last. */
  readonly found?: readonly Finding[];
  /** The words of the condition that holds here. */
  readonly when?: string;
  /** What was decided, in the two ways after an approval. */
  readonly decision?: 'approved' | 'rejected';
  /** Time went by since this came in, so that what may have changed meanwhile is not in it. */
  readonly isOld?: boolean;
  /** The date in the data that this is about: its column, and how people call it. */
  readonly due?: { readonly noun: string; readonly column: string };
}

/** What a step found out about the one thing at hand, to be said by the mails, letters and files after it. */
export interface Finding {
  readonly nodeId: string;
  readonly kind: 'facts' | 'class' | 'sum' | 'text';
  /** “Price”, “Summary”; of picked-out facts each has its own name. */
  readonly name: string;
  readonly expression: string;
}

/** A table or list that the request takes rows from. */
export interface NamedSource {
  /** Such as “subscribers table”. */
  readonly name: string;
}

export interface Context {
  readonly answers?: { readonly [id: string]: string };
  /** The wishes say loops and branches themselves, so that none is added for them. */
  readonly isExplicit?: boolean;
  /** Whom the request is about, such as “members”. */
  readonly people?: string | undefined;
}

export interface Note {
  readonly kind: 'decision' | 'recommendation' | 'issue';
  readonly text: string;
}

/** The graph as it grows: one scope is the workflow itself or the body of a loop. */
export class Assembly {
  /** Steps that are there already, when something is added to a workflow. */
  readonly earlier: WorkflowNode[] = [];
  readonly nodes: WorkflowNode[] = [];
  readonly edges: WorkflowEdge[] = [];
  readonly because = new Map<string, string | null>();
  /** What belongs to which label of a step that sorts texts, by its id. */
  readonly takesIn = new Map<string, { readonly [label: string]: string }>();
  readonly questions: { question: Question; weight: number }[];
  readonly notes: Note[];
  readonly answers: { readonly [id: string]: string };
  readonly isExplicit: boolean;
  /** Columns of the rows, as far as they were named. */
  readonly columns: string[] = [];
  /** The table or list that rows come from. */
  source: NamedSource | undefined;
  readonly people: string | undefined;
  /** The workflow itself, where this is the body of a loop. */
  readonly root: Assembly;
  /** What each turn of the loop is about, where this is the body of one: “tenant”. */
  noun: string | undefined;
  /** The rows whose dates are looked at. */
  dated: string | undefined;
  /** What the last number was compared with, and whose field that is. */
  compared: { readonly record: string | undefined; readonly subject: string } | undefined;
  /** Where the rows came from, to be got again. */
  origin: { readonly id: string; readonly wish: Wish } | undefined;
  /** Fields of the form that waits count from, by what people call the date. */
  readonly dateFields = new Map<string, string>();
  /** What the last filter kept, and of which rows. */
  filtered: { readonly condition: Condition; readonly rows: string } | undefined;
  ends: End[] = [];
  /** Where rows end that wait to be brought together with others. */
  beside: End[] = [];
  data: Data = { recordFields: [] };
  readonly #ids: Set<string>;

  constructor(shared?: Assembly, { answers = {}, isExplicit = false, people }: Context = {}) {
    this.root = shared?.root ?? this;
    this.#ids = shared ? shared.#ids : new Set();
    this.questions = shared ? shared.questions : [];
    this.notes = shared ? shared.notes : [];
    this.answers = shared ? shared.answers : answers;
    this.isExplicit = shared ? shared.isExplicit : isExplicit;
    this.source = shared?.source;
    this.people = shared ? shared.people : people;
  }

  /** Adds a step after the present ends and goes on from it. */
  add(id: string, type: string, name: string, config: JsonObject, because: string | null, port = 'out', body?: Assembly): string {
    const nodeId = this.freeId(id);
    this.nodes.push({ id: nodeId, type, name, config, ...(body ? { body: { nodes: body.nodes, edges: body.edges } } : {}) });
    this.because.set(nodeId, because);
    if (body) for (const [inner, words] of body.because) this.because.set(inner, words);
    for (const { source, port: sourcePort } of this.ends) {
      const edge = { source, sourcePort, target: nodeId, targetPort: 'in' };
      this.edges.push({ id: edgeIdFor(edge, new Set(this.edges.map(({ id }) => id))), ...edge });
    }
    this.ends = [{ source: nodeId, port }];
    return nodeId;
  }

  /** The last step so far that is wanted, those of before included. */
  last(wanted: (node: WorkflowNode) => boolean): WorkflowNode | undefined {
    return this.nodes.findLast(wanted) ?? this.earlier.findLast(wanted);
  }

  /** What happened, as a title: “New order”, “Catering form”, “Lab results”; undefined where nothing did, as with a schedule. */
  eventTitle(): string | undefined {
    const start = this.root.last(({ type }) => type === 'trigger.form' || type === 'trigger.webhook');
    const title = String(start?.config['title'] ?? '');
    const fields = start?.config['fields'];
    if (Array.isArray(fields) && fields.every((field: { type?: string }) => field.type === 'file'))
      return fileTitle(String((fields[0] as { label?: string } | undefined)?.label ?? ''));
    if (start?.type === 'trigger.form' && !/^(?:|request|upload|text)$/iu.test(title)) return title;
    const happened = start?.type === 'trigger.webhook' ? this.happened() : undefined;
    if (happened) return happened.charAt(0).toUpperCase() + happened.slice(1);
    const path = String(start?.config['path'] ?? '').replaceAll('-', ' ');
    if (path !== '' && !/^(?:event|request)$/u.test(path)) return `New ${path}`;
    const event = this.root.nodes.find(({ id }) => id === 'event');
    return said(event ? (event.name ?? '') : (this.root.because.get('start') ?? ''), start !== undefined || event !== undefined);
  }

  /** What happened, where the words of the start say it: “a parcel is lost”. */
  happened(): string | undefined {
    const because = this.root.because.get('start') ?? '';
    const joined =
      /^\W*(?:when(?:ever)?\s+)?(?:an?\s+)?new (\p{L}+) (?:has )?(?:registered|registers|signed up|signs up|joined|joins|enrolled|enrols)\W*$/iu.exec(
        because,
      )?.[1];
    if (joined) return `a new ${joined} has registered`;
    const words = /^\W*(?:if|when(?:ever)?|once|every time|each time|as soon as)\s+((?:an?|the|our|your|their)\s.{6,70})$/iu.exec(
      because,
    )?.[1];
    return words && !/\b(?:comes? in|fills?|submits?|arrives?|uploads?|sends?|form)\b/iu.test(words) ? words : undefined;
  }

  freeId(wanted: string): string {
    let id = wanted;
    for (let count = 2; this.#ids.has(id); count += 1) id = `${wanted}${count}`;
    this.#ids.add(id);
    return id;
  }

  offer(data: Partial<Data>): void {
    this.data = { ...this.data, ...data };
  }

  note(kind: Note['kind'], text: string): void {
    if (!this.notes.some((note) => note.text === text)) this.notes.push({ kind, text });
  }

  /** Asks for a fact; gives the answer when it has been given already. The weightiest question is the one that is asked. */
  ask(weight: number, question: Question): string | undefined {
    const answer = this.answers[question.id];
    if (answer !== undefined && answer.trim() !== '') return answer.trim();
    this.askAgain(weight, question);
    return undefined;
  }

  /** Asks whether or not an answer was given: one that nobody can read is none. */
  askAgain(weight: number, question: Question): void {
    if (!this.questions.some((asked) => asked.question.id === question.id)) this.questions.push({ question, weight });
  }
}

/** What is handed over: “Invoice (PDF)” → Invoice; nothing where it is just a file. */
function fileTitle(label: string): string | undefined {
  const plain = label
    .replace(/\s*\([^)]*\)$/u, '')
    .replace(/\s+(?:pdf|csv|excel|file)$/iu, '')
    .trim();
  return /^(?:the|file|the file|first|first file|upload|)$/iu.test(plain) ? undefined : plain;
}

/** The words of a start as a title. */
function said(words: string, isEvent: boolean): string | undefined {
  const plain = words
    .replace(/[\s,.;:]+$/u, '')
    .replace(/\s+(?:via|by|through|in|with) (?:an? |the |our )?(?:\p{L}+ )?form$/iu, '')
    .replace(/^(?:start )?(?:if|when(?:ever)?|once|after|every time|each time|as soon as|upon|on)\s+/iu, '')
    .replace(/\s+(?:arrives?|comes? in|come in|gets? in|is received|are received|by e-?mail|arrives? by e-?mail|arrive by e-?mail)$/iu, '')
    .trim();
  if (/^(?:ask|let|make|have|send|retry|put|add)\b/iu.test(plain)) return undefined;
  return isEvent && plain !== '' && plain.length <= 60 && !/[!?.:]/u.test(plain)
    ? plain.charAt(0).toUpperCase() + plain.slice(1)
    : undefined;
}

export const template = (expression: string): string => `{{ ${expression} }}`;

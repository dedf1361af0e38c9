import { edgeIdFor, type JsonObject, type WorkflowEdge, type WorkflowNode } from '@arches/kernel';
import type { Question } from '../plan-types.ts';

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
  /** A text to work on. */
  readonly text?: string;
  /** Fields of the one thing the run is about: `input`, `trigger.body`, `item`. */
  readonly record?: string;
  readonly recordFields: readonly string[];
  /** The best there is for a report or message. */
  readonly content?: string;
  /** A file that was made, for an attachment. */
  readonly report?: string;
  /** The whole answer of the last call: status, headers, body. */
  readonly fetched?: string;
  readonly label?: string;
  /** Where the person's e-mail address is. */
  readonly address?: string;
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
  readonly questions: { question: Question; weight: number }[];
  readonly notes: Note[];
  readonly answers: { readonly [id: string]: string };
  /** The wishes say loops and branches themselves, so that none is added for them. */
  readonly isExplicit: boolean;
  ends: End[] = [];
  data: Data = { recordFields: [] };
  readonly #ids: Set<string>;

  constructor(shared?: Assembly, answers: { readonly [id: string]: string } = {}, isExplicit = false) {
    this.#ids = shared ? shared.#ids : new Set();
    this.questions = shared ? shared.questions : [];
    this.notes = shared ? shared.notes : [];
    this.answers = shared ? shared.answers : answers;
    this.isExplicit = shared ? shared.isExplicit : isExplicit;
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
    this.questions.push({ question, weight });
    return undefined;
  }
}

export const template = (expression: string): string => `{{ ${expression} }}`;

import type { WorkflowDocument } from '../document.ts';
import { type Act, parseEvents, type Start } from './parse-events.ts';
import { parseWorkflow } from './parse-workflow.ts';

/** One line of the table: what holds, told by a small workflow, what happens to it, and how it stands then. */
export interface Row {
  readonly rule: string;
  readonly workflow: string;
  readonly events: string;
  readonly expected: string;
}

/** A part of the specification. */
export interface Chapter {
  readonly title: string;
  /** A plain sentence or two. */
  readonly about: string;
  readonly rows: readonly Row[];
}

/** @param text rows of four fields parted by ` | ` */
export function chapter(title: string, about: string, text: string): Chapter {
  const lines = text.split('\n').map((line) => line.trim());
  const rows = lines.flatMap((line) => {
    if (line === '') return [];
    const fields = line.split(/\s\|\s/).map((field) => field.trim());
    const [rule, workflow, events, expected] = fields;
    if (fields.length !== 4 || !rule || !workflow || events === undefined || !expected) throw new Error(`Not four fields: ${line}`);
    return [{ rule, workflow, events, expected }];
  });
  return { title, about, rows };
}

export interface ParsedRow {
  readonly document: WorkflowDocument;
  readonly start: Start;
  readonly acts: readonly Act[];
}

export function parseRow({ workflow, events }: Row): ParsedRow {
  return { document: parseWorkflow(workflow), ...parseEvents(events) };
}

import { detectCompute } from './detect-compute.ts';
import { detectOutputs } from './detect-outputs.ts';
import { detectText } from './detect-text.ts';
import { servicesIn } from './services.ts';
import type { Wish, WishKind } from './wish.ts';

/**
 * What one clause asks for; several things when it names several ("e-mail me a summary as PDF"), in the order in which they must happen.
 * A clause that says something no rule reads is an unmet wish, never a guess.
 */
export function detectIn(clause: string): Wish[] {
  const named = servicesIn(clause).filter(({ name }) => !isOnlySource(name, clause));
  const kinds: WishKind[] = [...detectCompute(clause), ...detectText(clause)];
  const [service] = named;
  if (service) {
    // What can be done before the service is done; handing over to it is the wish that cannot be met.
    const outputs = detectOutputs(clause).filter(({ kind }) => kind === 'write' || kind === 'approve');
    const fetches = isReading(clause);
    const unmet: WishKind = { kind: 'unmet', wish: clause, service: service.name, instead: service.instead };
    return withWords(fetches ? [unmet, ...kinds, ...outputs] : [...kinds, ...outputs, unmet], clause);
  }
  const all = [...kinds, ...detectOutputs(clause)];
  if (all.length > 0) return withWords(all, clause);
  if (isNoise(clause)) return [];
  return withWords([{ kind: 'unmet', wish: clause, service: undefined, instead: undefined }], clause);
}

function withWords(kinds: readonly WishKind[], clause: string): Wish[] {
  return kinds.map((kind) => ({ ...kind, because: clause }));
}

/** "export from our database as CSV": the data comes from there. */
function isReading(clause: string): boolean {
  return (
    /^(?:please |also |then )*(?:get|fetch|read|load|pull|look up|find|check|download|import|take|collect|sync from|search|open)\b/iu.test(
      clause,
    ) && !/\b(?:to|into|in) (?:slack|teams|the crm|hubspot)\b/iu.test(clause)
  );
}

/** Words that name a place without asking anything of it. */
function isOnlySource(name: string, clause: string): boolean {
  if (name === 'text recognition of pictures')
    return !/\b(?:scan|ocr|read|recogni|extract|text from|photo|picture|image|screenshot)\w*/iu.test(clause);
  if (name === 'a printer') return /print(?:ed|able)? (?:version|pdf|report)|printable/iu.test(clause);
  if (name === 'SMS') return /text file|text of|the text/iu.test(clause) && !/sms/iu.test(clause);
  if (name === 'a folder') return false;
  if (name === 'DocuSign') return /sign off/iu.test(clause);
  if (name === 'Google Sheets')
    return (
      /(?:excel|csv|time|cheat|fact|data|work|answer|balance)[ -]?sheet|sheet of (?:paper|the)/iu.test(clause) && !/google/iu.test(clause)
    );
  return false;
}

function isNoise(clause: string): boolean {
  return /^(?:(?:i|we) (?:want|need|would like|get|have)|that is (?:it|all)|that's (?:it|all)|thanks?.*|and so on|etc|for (?:me|us|our team|the team)|as usual|no need.*|done|ok(?:ay)?|help|start|begin|end|stop|do (?:this|that|it|everything)|from (?:last|this|the last|the past) .{0,20}|(?:of|for|from) .{0,30}|(?:last|this|previous) (?:week|month|day|year)\S*|with .{0,30})$/iu.test(
    clause.trim(),
  );
}

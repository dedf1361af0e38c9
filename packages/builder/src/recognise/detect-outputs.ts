import { headOf } from './verbs.ts';
import type { WishKind } from './wish.ts';

/** What goes out: files, approvals, e-mails, answers to a caller. */
export function detectOutputs(clause: string): WishKind[] {
  return [
    detectRead(clause),
    detectCode(clause),
    detectApproval(clause),
    detectWrite(clause),
    detectEmail(clause),
    detectRespond(clause),
  ].filter((wish): wish is WishKind => wish !== undefined);
}

function detectRead(clause: string): WishKind | undefined {
  return /^(?:please |then )*(?:read|open|load|import|parse|go through|take|look at|process)\b[^;]*\b(?:it|them|pdfs|cvs?|resumes?|invoices?|receipts?|contracts?|letters?|applications?|file|files|csv|excel|spreadsheet|rows?|pdf|document|json|list|table|data|contents?|upload)\b/iu.test(
    clause,
  )
    ? { kind: 'read' }
    : undefined;
}

function detectCode(clause: string): WishKind | undefined {
  return /\b(?:run|execute|use)\b[^;]*\b(?:javascript|js code|script|code|function)\b/iu.test(clause) ? { kind: 'code' } : undefined;
}

const emailAddress = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;

export function addressesIn(text: string): string[] {
  return [...text.matchAll(emailAddress)].map(([address]) => address);
}

const person = String.raw`(?:(?:my|our|the|a|an|his|her|their|your|me and my) )?(?:(?:line|store|shop|branch|department|project|team|account|finance|head|sales|senior|ward|office|general|duty|class|area|regional|hr|site|property|case|practice|restaurant|production|quality|it|marketing|managing) )*(?:boss|manager|supervisor|director|lead|head(?: teacher| of [\w ]+?)?|principal|team|owner|colleague|accountant|accounting|bookkeeper|partner|doctor|nurse|teacher|chef|editor|lawyer|legal|hr|finance|cfo|ceo|coo|treasurer|board|committee|secretary|reception(?:ist)?|headmaster|foreman|landlord|human|person|someone|somebody|a? ?human|assistant|caretaker|janitor|coach|coordinator|admin|manager of [\w ]+?)`;

/** People outside are asked for a review or an answer, not for an approval. */
const asksStranger =
  /\bask(?:s|ing)?\s+(?:the |our |a |each |every |all )?(?:customers?|clients?|patients?|guests?|parents?|tenants?|members?|buyers?|donors?|them|him|her|attendees?|participants?|visitors?)\b(?![^;]*\b(?:approve|permission|consent)\b)/iu;

/** Somebody by name: "have Dana sign it off", "Jenkins approves". */
const named =
  /\b(?:have|let|get|make) (?:(?:Mr|Mrs|Ms|Dr|Prof) )?[A-Z]\p{L}+(?: [A-Z]\p{L}+)? (?:to )?(?:approve|review|check|confirm|sign|look|release|decide)|\b(?:(?:Mr|Mrs|Ms|Dr|Prof) )?[A-Z]\p{L}+ (?:approves|agrees|signs (?:it )?off|releases|decides|has to (?:approve|agree|sign)|must (?:approve|agree|sign|confirm))\b/u;

function detectApproval(clause: string): WishKind | undefined {
  const asks =
    new RegExp(
      String.raw`\b(?:ask|get|request|need|require|obtain|wait for|have|let)\b[^;]*\b(?:approv\w*|permission|sign[- ]?off|go-?ahead|confirmation from|ok from|okay from|consent)\b`,
      'iu',
    ).test(clause) ||
    new RegExp(
      String.raw`\b(?:have|let|get|make)\s+${person}\s+(?:to )?(?:approve|review|check|confirm|sign|look (?:at|over)|decide|ok|release|read it|see it|double[- ]check)`,
      'iu',
    ).test(clause) ||
    new RegExp(
      String.raw`\bask\s+(?:${person}|[A-Z]\p{L}+|me|us)\s+(?:to (?:approve|review|check|confirm|decide|sign|ok|look)|if|whether|for (?:an? )?(?:approval|ok|permission|sign|decision|review))`,
      'iu',
    ).test(clause) ||
    new RegExp(
      String.raw`\b(?:${person}|[A-Z]\p{L}+|i|we)\s+(?:has to|have to|must|should|needs? to|can|wants? to|will|shall)\s+(?:first )?(?:approve|review|ok|okay|sign|confirm|check|release|agree|decide|look (?:at|over)|accept)`,
      'iu',
    ).test(clause) ||
    /\b(?:i|we|he|she|(?:my|our|the) [\w-]+)\s+(?:then |first )?(?:check|checks|review|reviews|approve|approves|confirm|confirms|proofread|proofreads)\s+(?:it|them|this|that|the \w+)\b|\basks?\s+(?:the|my|our) (?:boss|manager|owner|director|supervisor|head|principal)\s+(?:before|first)\b/iu.test(
      clause,
    ) ||
    named.test(clause) ||
    new RegExp(
      String.raw`\b(?:${person}|he|she|they) (?:approves?|agrees?|signs? (?:it )?off|releases?(?= it)|okays|decides|looks? (?:it )?over(?: it)?|says? yes)\b`,
      'iu',
    ).test(clause) ||
    /\b(?:must|has to|have to|needs to) (?:approve|agree|release|sign|okay)\b|\b(?:to confirm|to check|to approve) (?:it )?first\b|\b(?:last|final) look by\b|\b(?:for )?a yes or no\b|\bi want to (?:read|see|check) (?:it|them|the \w+|this) (?:first|before)\b/iu.test(
      clause,
    ) ||
    /\b(?:approval (?:from|by|of)|approved by|reviewed by|signed off by|checked by|confirmed by|after (?:my|the|an?) (?:approval|ok|review)|for approval|for review|for sign[- ]?off|to approve|human (?:review|check|approval)|review (?:it|them|the \w+) (?:first|before)|before (?:it|anything|they|we) (?:goes|is|are|send|gets?)[^;]*\b(?:approv|check|review|ok))/iu.test(
      clause,
    );
  if (!asks || /^if\b/iu.test(clause) || asksStranger.test(clause)) return undefined;
  const who =
    new RegExp(`\\b${person}\\b`, 'iu').exec(clause)?.[0] ??
    /\b(?:ask|let|have|by|from)\s+([A-Z]\p{L}+)\b/u.exec(clause)?.[1] ??
    (/\b(?:i|me|my)\b/iu.test(clause) ? 'me' : undefined);
  return { kind: 'approve', who: who?.trim(), address: addressesIn(clause)[0] };
}

function detectWrite(clause: string): WishKind | undefined {
  const wanted = [
    ...clause.matchAll(/\b(?:to|into|as|in)\s+(?:an? |one |the )?(?:[\w-]+ ){0,2}(excel|spreadsheet|csv|pdf|json|text file)\b/giu),
  ]
    .at(-1)?.[1]
    ?.toLowerCase()
    .replace('spreadsheet', 'excel')
    .replace('text file', 'text');
  const head = headOf(clause);
  if (readsNamed(clause)) return undefined;
  const format = wanted
    ? (wanted as 'excel')
    : /\b(excel|spreadsheet|xlsx|workbook)\b/iu.test(clause)
      ? 'excel'
      : /\bcsv\b/iu.test(clause)
        ? 'csv'
        : /\bpdf\b/iu.test(clause)
          ? 'pdf'
          : /\bjson(?: file)?\b/iu.test(clause)
            ? 'json'
            : /\btext file|txt\b/iu.test(clause)
              ? 'text'
              : undefined;
  const makes =
    /\b(?:give|make|create|generate|produce|build|export|save|write|prepare|send|e-?mail|mail|return|output|get|download|convert|turn|put|want|need|deliver|attach|compile|store|into|as|in|to|out|back|print)\b/iu.test(
      clause,
    ) || head === undefined;
  const reads =
    /^(?:please |then )*(?:read|open|load|import|parse|take|go through|from)\b/iu.test(clause) ||
    /\b(?:from|of|out of|through|upload(?:ed)?|read|open) (?:the|an?|this|that|my|our|each|every|uploaded) (?:\w+ ){0,2}(?:excel|csv|pdf|spreadsheet|json)\b|\buploaded (?:\w+ ){0,2}(?:file|pdf|excel|csv)\b/iu.test(
      clause,
    ) ||
    (/\bin (?:the|an?|this|that|my|our|each|every) (?:\w+ ){0,2}(?:excel|csv|pdf|spreadsheet|json)\b/iu.test(clause) &&
      !/^(?:put|save|store|export|write|make|create|attach|compile|produce|collect|list)$/u.test(head ?? ''));
  if (format && makes && !(reads && !/\b(?:into|to|as) (?:an? |one )?(?:\w+ )?(?:excel|csv|pdf|json|spreadsheet)\b/iu.test(clause)))
    return { kind: 'write', format, name: reportName(clause) };
  const report =
    /\b(?:give|make|create|generate|produce|build|prepare|send|e-?mail|mail|deliver|get|want|need|compile|put together|write)\b[^;]*\b(?:an? |the |me |us |our |my |nice |short |weekly |monthly |daily |one )*(?:report|list|overview|table|statement|certificate|invoice|export)\b/iu.exec(
      clause,
    );
  if (
    !report ||
    /\breports? (?:a|an|the|their|his|her) [\p{L}]+/iu.test(clause) ||
    (/\b(?:list|table)\b/iu.test(report[0]) === false && /\breport (?:to|it|that|back)\b/iu.test(clause))
  )
    return undefined;
  return {
    kind: 'write',
    format: /\bcertificate|letter|invoice|statement|print/iu.test(clause) ? 'pdf' : 'excel',
    name: reportName(clause),
  };
}

/** "vehicles.xlsx" is read unless it is written to. */
function readsNamed(clause: string): boolean {
  const named = /[\w-]+\.(?:csv|xlsx|xls|json|pdf|txt)\b/iu.exec(clause);
  return (
    named !== null &&
    !/\b(?:to|into|as|save|write|append|put|note|log|record|export|each in|row in|store)\b/iu.test(clause.slice(0, named.index)) &&
    !/\b(?:as|into|to) (?:an? )?(?:[\w-]+ )?(?:excel|csv|pdf|json)\b/iu.test(clause)
  );
}

function reportName(clause: string): string {
  const named = /\b(?:called|named|as)\s+"?([\w -]{3,40})"?$/iu.exec(clause)?.[1];
  if (named && !/excel|pdf|csv|json|attachment|spreadsheet|file/iu.test(named)) return named.trim();
  const kind =
    /\b((?:weekly|monthly|daily|sales|feedback|expense|complaints?|stock|inventory|attendance|order|invoice|hours|absence|revenue|customer|topic|summary)(?: (?!as\b|in\b|to\b)[\w]+)?) (?:report|list|overview|table|summary|pdf|excel)\b/iu.exec(
      clause,
    )?.[1];
  return kind ? `${kind.toLowerCase()} report`.replaceAll(/\s+/gu, ' ') : 'report';
}

const tells =
  /\b(?:e-?mail(?:s|ed|ing)?|mail(?:s|ed)?|notify|notifies|inform|tell|alert|warn|remind|ping|let\s+[\w' ]+?\s+know|send(?:s|ing)?\s+(?:(?:each|every|all)\s+(?:[\w-]+\s+){1,3}(?:an?|the|their)\b|(?:me|us|him|her|them|everyone|everybody|out|off|over)\b|(?:an?|the)\s+(?:[\w-]+\s+){0,3}(?:e-?mail|mail|message|reminder|notification|alert|notice|confirmation|invitation|invite|note|thank[- ]you|warning|welcome|receipt|certificate|letter|reply|response|answer|offer|quote|update|newsletter)|(?:a |an )?(?:thank[- ]you|confirmation|reminder|welcome|invitation|notification)s?|(?:it|them|this|that|these|those|the [\w ]+?|[\w ]+?)\s+to\b|(?:the|a|an|my|our|it|one)\b)|forward(?:s|ed)?|write to|confirm(?:s)? (?:to|the|receipt|it|by)|thank(?:s)? (?:the|them|him|her|our|each|every)|invite|reply (?:to (?:them|him|her|the)|with|saying)|follow up|get back to|cc)\b/iu;

function detectEmail(clause: string): WishKind | undefined {
  const to = addressesIn(clause);
  const head = headOf(clause);
  const isBare =
    head === undefined &&
    /\b(?:e-?mail|mail)(?: (?:to|back|the|a|all|them|me|us)\b.*)?$|\b(?:thank[- ]you|welcome|confirmation|reminder)$/iu.test(clause);
  const asks = head === 'ask' && !/\b(?:approv|permission)/iu.test(clause);
  const plain = tells.exec(clause) ?? (isBare || asks ? clause : undefined);
  if (!plain && to.length === 0) return undefined;
  if (
    /\b(?:extract|pull|pick|find|read|column|field|their|same|valid\w*|dedup\w*|duplicate\w*)\b[^;]*\be-?mails?(?: address\w*)?\b/iu.test(
      clause,
    ) &&
    to.length === 0 &&
    !/\b(?:send|e-?mail (?:me|us|it|them|the)|notify|by e-?mail)\b/iu.test(clause)
  )
    return undefined;
  if (
    /^(?:please |then |and )*(?:summarise|classify|sort|group|filter|label|tag|check|translate|count|extract|read)\b[^;]*\be-?mails?\b/iu.test(
      clause,
    ) &&
    to.length === 0 &&
    !/\b(?:send|forward|notify|by e-?mail|e-?mail (?:me|us))\b/iu.test(clause)
  )
    return undefined;
  // Sending to a program is a call, not a letter.
  if (to.length === 0 && /\b(?:to|into)\s+(?:the |our |an? )?(?:\w+ )?(?:api|webhook|endpoint|url|server|system)\b|https?:/iu.test(clause))
    return undefined;
  if (
    /^(?:please |then )*send (?:back|it back|the (?:result|answer|data) back)\b/iu.test(clause) &&
    to.length === 0 &&
    !/\be-?mail|to\b/iu.test(clause)
  )
    return undefined;
  return { kind: 'email', to, person: recipient(clause), about: clause };
}

function recipient(clause: string): string | undefined {
  const direct =
    /\b(?:e-?mail|mail|notify|inform|tell|alert|warn|remind|ping|thank|invite|let|send|to|cc)\s+(?:it |them |this |that |out |off |over |(?:an?|the) [\w -]{2,40}? to |a copy to )?((?:the|my|our|a|an|each|every|all|that|their|his|her) )?((?:[\w-]+ )?(?:customers?|clients?|parents?|patients?|students?|guests?|tenants?|members?|applicants?|candidates?|employees?|buyers?|donors?|volunteers?|suppliers?|senders?|requesters?|requestors?|persons?|people|users?|subscribers?|leads?|attendees?|participants?|winners?|vendors?|residents?|boss|manager|team|owner|supervisor|director|principal|colleagues?|accountant|accounting|bookkeeper|doctor|teachers?|chef|staff|hr|finance|sales|support|management|office|reception|warehouse|purchasing|kitchen|everyone|everybody|me|us|them|him|her|family|families|board|head|secretary|caretaker|janitor|plumber|technician|driver|landlord|coordinator|editor|lawyer|admin|myself))\b/iu.exec(
      clause,
    );
  return direct?.[2]?.toLowerCase();
}

function detectRespond(clause: string): WishKind | undefined {
  return /^(?:respond|return|answer)\b[^;]*\b(?:done|ok|them|it|this|that|\w+)$|\b(?:respond|return|answer|reply)\b[^;]*\b(?:with|the caller|back|json|the (?:result|total|sum|count|number|list|data|rows?|topics?|label|category|score|price)|ok|status|it)\b|\b(?:send|give|pass)\s+(?:it |the \w+ |that )?back\b(?! to (?:the )?(?:customer|client|person|sender|parent|patient))/iu.test(
    clause,
  ) && !/\be-?mail|mail\b|customer|client|sender|applicant/iu.test(clause)
    ? { kind: 'respond', text: clause }
    : undefined;
}

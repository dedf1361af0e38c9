import { wordNumber } from '../language/durations.ts';
import { readCondition, subjectOf } from './conditions.ts';
import { headOf } from './verbs.ts';
import type { Measure, WishKind } from './wish.ts';

/** Work on rows: fetch, filter, remove duplicates, calculate, combine, total, sort. */
export function detectCompute(clause: string): WishKind[] {
  const total = detectTotal(clause);
  return [
    detectFetch(clause),
    detectFilter(clause),
    detectDuplicates(clause),
    detectCalculate(clause),
    detectCombine(clause),
    total,
    detectSort(clause, total !== undefined),
  ].filter((wish): wish is WishKind => wish !== undefined);
}

const address = /https?:\/\/[^\s,;"')]+/giu;
const program = String.raw`(?:https?:|\b(?:api|webhook|endpoint|url|web address|web service)\b)`;

/** Calls of web addresses: which, how, and whether they bring or take something. */
function detectFetch(clause: string): WishKind | undefined {
  const urls = [...clause.matchAll(address)].map(([url]) => url.replace(/[.?!]+$/u, ''));
  const [url, ...more] = urls;
  const named = /\b(delete|put|patch)\b/iu.exec(clause)?.[1]?.toUpperCase();
  if (
    url &&
    named &&
    new RegExp(String.raw`\b(?:call|send|do|make|http)\b[^;]*\b${named}\b|\b${named}\b\s+(?:request|https?:|to https?:)`, 'iu').test(clause)
  )
    return { kind: 'fetch', url, method: named as 'DELETE' | 'PUT' | 'PATCH', what: clause };
  const sends =
    new RegExp(
      String.raw`\b(?:post|push|submit|send|forward|pass|put|report|save|store|write|add|book|register|upload|record|log|create|enter|insert|hand)(?:s|ing)?\b[^;]*\b(?:to|via|against|at|in|into|through|on|over)\b[^;]*?${program}|\b(?:call|hit|trigger|notify|ping)\b[^;]*\bwebhook\b|\bcall\b[^;]*https?:\S+ with (?:the|this|each|all|it|its|their)\b|\bpost\s+(?:it|them|the|each|every)\b[^;]*https?:`,
      'iu',
    ).test(clause) && !/\b(?:from|of|get|fetch)\s+(?:the )?https?:/iu.test(clause);
  if (sends) return { kind: 'fetch', url, method: 'POST', what: clause };
  const gets =
    url !== undefined ||
    /\b(?:call|fetch|get|query|check|poll|ping|download|pull|request|load|look up|read|monitor|watch|test|look at|see)(?:s|ing)?\b[^;]*\b(?:api|endpoint|url|web address|web ?page|web ?site|web service|homepage|rest service|server|exchange rates?|weather(?: forecast)?|stock prices?|rss(?: feed)?|web ?shop|site)\b/iu.test(
      clause,
    );
  return gets ? { kind: 'fetch', url, ...(more.length > 0 ? { more } : {}), method: 'GET', what: clause } : undefined;
}

const removes =
  /\b(?:remove|drop|delete|ignore|skip|exclude|leave out|throw out|throw away|discard|filter out|get rid of|without|except|take out|weed out)\b/iu;
const keeps = /\b(?:keep|only|filter|show|find|list|pick|select|look for|search for|take|get|give me|give us|identify|flag|which)\b/iu;

function detectFilter(clause: string): WishKind | undefined {
  if (/\bduplicat|\btwice\b|double entr/iu.test(clause)) return undefined;
  const fragment =
    headOf(clause) === undefined &&
    /^(?:only |all |the )*(?:items|rows|products|orders|customers|invoices|entries|people|articles|those|students|complaints|anything)\b.*\b(?:under|below|over|above|without|with|older|newer|that|which|who|more|less)\b/iu.test(
      clause,
    );
  if (fragment)
    return { kind: 'filter', condition: readCondition(clause.replace(/^(?:only |all |the )*\w+\s+/iu, '')) ?? readCondition(clause) };
  const out = removes.exec(clause);
  const removed = /\b(?:where|that|which|whose|with|if|who|older|over|under|below|above|without|marked|from|in|of)\b(.*)$/iu;
  if (out) {
    const rest = clause.slice(out.index + out[0].length);
    const empty = /\b(?:empty|blank|incomplete)\s+(?:rows?|lines?|ones|entries)\b/iu.test(rest);
    const part = removed.exec(rest)?.[0] ?? rest;
    const condition = empty
      ? { words: 'the row is empty', subject: 'row', test: 'empty' as const, value: '', negated: false }
      : (readCondition(
          part.replace(
            /^\s*(?:the|all|any|every)?\s*(?:rows?|ones|lines|entries|those|items|orders|customers|people|invoices)?\s*(?:that|where|which|whose|with|who)?\s*/iu,
            '',
          ),
        ) ?? readCondition(adjective(rest)));
    return { kind: 'filter', condition: condition && { ...condition, negated: !condition.negated }, leavesOut: true };
  }
  const keep = keeps.exec(clause);
  if (!keep) return undefined;
  const after = clause.slice(keep.index + keep[0].length);
  const where =
    /\b(?:where|that (?:are|have|were|is|cost|say|mention|contain|need)|which (?:are|have|were)|whose|with (?:an? |the )?[\w ]+?(?= (?:over|under|above|below|of|more|less|at|>|<))|who (?:are|have|were|did)|older than|newer than|over|above|below|under|more than|less than|at least|from|in(?= [A-Z])|marked)\b(.*)$/iu.exec(
      after,
    );
  const condition = where
    ? (readCondition(where[0].replace(/^that (?:have|cost|are|were|is)\s+/iu, '')) ?? readCondition(after))
    : undefined;
  if (
    condition &&
    condition.subject !== '' &&
    !/\b(?:csv|excel|file|spreadsheet|pdf|survey|form|reviews|feedback|list)\b/iu.test(String(condition.value))
  )
    return { kind: 'filter', condition };
  if (/^(?:keep|filter)\b/iu.test(keep[0]) || /\bonly (?:the |those )?(?:rows?|ones|entries|lines)\b/iu.test(clause))
    return { kind: 'filter', condition: readCondition(adjective(after)) };
  const named =
    /\bonly (?:keep |take |the |those |include |show |want )*(open|unpaid|overdue|paid|active|inactive|new|late|pending|cancelled|failed|urgent|missing|negative|positive|returning|approved|rejected)\b/iu.exec(
      clause,
    ) ?? /\b(?:all|any|the|find|list)\s+(open|unpaid|overdue|inactive|pending|cancelled|failed|expired) \w+/iu.exec(clause);
  return named && /\b(?:only|find|list|filter|show|pick)\b/iu.test(clause)
    ? { kind: 'filter', condition: statusCondition(named[1] ?? '') }
    : undefined;
}

function adjective(text: string): string {
  const match =
    /\b(open|unpaid|overdue|paid|active|inactive|late|pending|cancelled|canceled|failed|urgent|negative|positive|approved|rejected|expired|closed|test|internal|spam|irrelevant)\b/iu.exec(
      text,
    );
  return match ? (/urgent|negative|positive|spam|irrelevant/iu.test(match[1] ?? '') ? (match[1] ?? '') : `status is ${match[1]}`) : text;
}

function statusCondition(word: string) {
  return readCondition(adjective(word));
}

function detectDuplicates(clause: string): WishKind | undefined {
  if (
    !/\b(?:de-?dup\w*|duplicat\w*|doubles\b|double entries|(?:occurs?|appears?|are|is|listed) twice|unique (?:rows?|ones|entries|values|customers|addresses|e-mails?)|distinct)\b/iu.test(
      clause,
    )
  )
    return undefined;
  const by =
    /\b(?:by|based on|same|with the same|on)\s+(?:the |their |an? )?(?:same )?(e-?mail(?: address)?|name|phone(?: number)?|id|order number|customer number|[\w]+ (?:number|id|address|name))\b/iu.exec(
      clause,
    )?.[1];
  return { kind: 'deduplicate', by };
}

function detectCalculate(clause: string): WishKind | undefined {
  const match =
    /\b(?:add|calculate|compute|work out|include|put in)\s+(?:an?|the|another)?\s*(?:new |extra )?(?:column (?:for |with |called |named )?(?:the )?)?([\w -]{2,40}?)\s*(?:as|=|by|:|which is|from)\s+(.+)$/iu.exec(
      clause,
    );
  const product =
    /\b([\w]+)\s+(?:times|multiplied by|x|\*)\s+([\w]+)|multiply\s+(?:the )?([\w ]+?)\s+(?:by|with|and)\s+(?:the )?([\w ]+)/iu.exec(clause);
  const equation = /\b([\p{L}_]+(?: [\p{L}_]+)?)\s*=\s*([\p{L}_]+)\s*([*x+/-])\s*([\p{L}_]+)\b/iu.exec(clause);
  if (equation) {
    const [, name = 'Total', left = '', sign = '*', right = ''] = equation;
    return {
      kind: 'calculate',
      column: columnName(name),
      formula: `number(${member(columnName(left))}) ${sign.toLowerCase() === 'x' ? '*' : sign} number(${member(columnName(right))})`,
    };
  }
  const percent =
    /\b(?:add|plus|with|including|incl\.?|deduct|minus|subtract)\s+(\d+(?:[.,]\d+)?)\s*(?:%|percent)(?:\s+(vat|tax|discount|markup|margin|tip))?/iu.exec(
      clause,
    );
  if (percent) {
    const isLess = /deduct|minus|subtract|discount/iu.test(percent[0]);
    const rate = Number((percent[1] ?? '0').replace(',', '.'));
    return {
      kind: 'calculate',
      column: percent[2] ? `Total with ${percent[2].toLowerCase()}` : 'Total',
      formula: `number(item.amount) * ${isLess ? (100 - rate) / 100 : (100 + rate) / 100}`,
    };
  }
  if (product) {
    const [a, b] = [product[1] ?? product[3] ?? '', product[2] ?? product[4] ?? ''].map((name) => columnName(name));
    return {
      kind: 'calculate',
      column: columnLabel(match?.[1]) ?? 'Total',
      formula: `number(${member(a ?? '')}) * number(${member(b ?? '')})`,
    };
  }
  if (/\badd (?:an?|another|the)?\s*(?:new |extra )?column\b/iu.test(clause))
    return {
      kind: 'calculate',
      column: columnLabel(/column (?:for |with |called |named )?(?:the )?([\w ]{2,30})/iu.exec(clause)?.[1]) ?? 'New column',
      formula: undefined,
    };
  return undefined;
}

function columnLabel(text: string | undefined): string | undefined {
  const words = text
    ?.replace(/\b(?:an?|the|column|for|each|row|every)\b/giu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : undefined;
}

/** How a row's column is written in an expression. */
export function member(column: string, base = 'item'): string {
  return /^[A-Za-z_]\w*$/u.test(column) ? `${base}.${column}` : `${base}[${JSON.stringify(column)}]`;
}

function columnName(words: string): string {
  return words.trim().toLowerCase().replaceAll(/\s+/gu, '_').replace(/^the_/u, '');
}

function detectCombine(clause: string): WishKind | undefined {
  return /\b(?:merge|combine|join|put|bring|compare|match)\b[^;]*\b(?:two|both|files?|lists?|tables?|them|with|sheets?|together)\b/iu.test(
    clause,
  ) && !/pdfs?\b/iu.test(clause)
    ? { kind: 'combine' }
    : undefined;
}

const textual =
  /\b(?:topics?|themes?|subjects?|issues?|complaints? types?|what (?:it is|they are) about|meaning|similar(?:ity)?|kind of (?:problem|complaint))\b/iu;
const per = String.raw`(?:per|by|for each|for every|in each|each|grouped by|broken down by|split by)`;

/** Totals over rows: "count the orders per city", "sum of sales by month", "average price". */
function detectTotal(clause: string): WishKind | undefined {
  if (textual.test(clause) && /\b(?:group|cluster|sort|bundle|organi[sz]e)\b/iu.test(clause)) return undefined;
  const measures: Measure[] = [];
  const by = columnsAfter(clause);
  const sum =
    /\b(?:sum(?: up)?|totals?|add(?:s|ing)? up|tally|revenue|turnover|takings)\b(?:\s+(?:of|up))?\s*(?:the |all |our |for )?([\w ]{0,30}?)(?=\s+(?:per|by|for|of|in|and|from|as|to)\b|$|,)/iu.exec(
      clause,
    );
  const average =
    /\b(?:average|(?<!\b(?:i|you|we|they|it|not|what) )mean|avg)\b(?:\s+of)?\s*(?:the )?([\w ]{0,30}?)(?=\s+(?:per|by|for|of|in|and|from|as|to)\b|$|,)/iu.exec(
      clause,
    );
  const count = /\b(?:counts?|how many|number of|tally)\b/iu.test(clause);
  if (average) measures.push({ calculate: 'average', column: nounOf(average[1]) || 'amount' });
  if (sum && !/^total with/iu.test(sum[0]) && !(count && by.length > 0 && !/total|sum|revenue/iu.test(sum[0])))
    measures.push({ calculate: 'sum', column: nounOf(sum[1]) || (/revenue|turnover|takings|sales/iu.test(sum[0]) ? 'amount' : 'amount') });
  if (count) measures.push({ calculate: 'count' });
  if (/\b(?:minimum|lowest value|smallest value)\b/iu.test(clause) && by.length > 0)
    measures.push({ calculate: 'minimum', column: 'amount' });
  const groups = /\b(?:group|break (?:it |them )?down|split|bucket|aggregate|pivot|cluster)\b/iu.test(clause) && by.length > 0;
  if (measures.length === 0 && !groups) return undefined;
  if (count && measures.length === 1 && by.length === 0 && /\b(?:them|each|those|these|it)\b/iu.test(clause) && !/how many/iu.test(clause))
    return { kind: 'total', by: [], measures: [{ calculate: 'count' }] };
  return { kind: 'total', by, measures: measures.length > 0 ? measures : [{ calculate: 'count' }] };
}

function columnsAfter(clause: string): string[] {
  const match = new RegExp(
    String.raw`\b${per}\s+(?:the |their |our |its )?((?:[\p{L}_-]+)(?: (?:name|number|type|code|group|id|method|category))?(?:\s*(?:,|and)\s*(?:by |per )?(?:the )?[\p{L}_-]+(?: (?:name|number|type))?)?)`,
    'iu',
  ).exec(clause);
  if (!match) return [];
  return (match[1] ?? '')
    .split(/,|\band\b/iu)
    .map((part) => nounOf(part.replace(/^\s*(?:by|per)\s+/iu, '')))
    .filter(
      (part) =>
        part !== '' &&
        !/^(?:of|them|one|e-?mail|mail|send|excel|pdf|csv|then|count|sort|give|me|number|amount|value|highest|lowest|topic|theme|hand|date(?: desc)?|row|rows)$/iu.test(
          part,
        ) &&
        !/^(?:send|make|give|create|count|sum)\b/iu.test(part),
    );
}

function nounOf(text: string | undefined): string {
  return subjectOf((text ?? '').replace(/\b(?:per|by|for each)\b.*$/iu, ''))
    .replaceAll(
      /\b(?:weeks|week's|months|month's|days|day's|today's|todays|up|sum|total|totals|count|number|average|all|of|sales rep)\b/gu,
      (word) => (word === 'sales rep' ? word : ''),
    )
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

function detectSort(clause: string, isTotal: boolean): WishKind | undefined {
  const top =
    /\b(?:top|first|best|highest|largest|biggest|worst|lowest|smallest|cheapest|most expensive|newest|latest|oldest|bottom)\s+(\d{1,4}|three|five|ten|twenty|two|four|six|seven|eight|nine)\b|\b(\d{1,4}|three|five|ten|twenty|two|four)\s+(?:best(?:[- ]selling)?|highest|largest|biggest|worst|lowest|smallest|cheapest|most expensive|newest|latest|oldest|most \w+|top)\b/iu.exec(
      clause,
    );
  const limit = top ? wordNumber(top[1] ?? top[2] ?? '') : undefined;
  const sorts =
    /\b(?:sort(?:ed|s|ing)?|order(?:ed)? by|order (?:them|it|the (?:rows|list))|rank(?:ed|s)?|in (?:descending|ascending|alphabetical) order|put (?:them|it) in order|alphabetically|(?:highest|lowest|newest|oldest|largest|biggest|most urgent) first)\b/iu.exec(
      clause,
    );
  if (!sorts && limit === undefined) return undefined;
  if (/\bsort(?:ed|s|ing)?\s+(?:\w+ ){0,4}(?:into|by (?:topic|theme|subject|urgency|sentiment|kind|type of))\b/iu.test(clause))
    return undefined;
  const low = /\b(?:ascending|alphabetical\w*|lowest|smallest|cheapest|oldest|earliest|worst|bottom|a-z|low to high|fewest)\b/iu.test(
    clause,
  );
  const high = /\b(?:descending|highest|largest|biggest|newest|latest|most|best|top|high to low|z-a|worst first)\b/iu.test(clause);
  const named =
    /\b(?:by|on)\s+(?:the |their |highest |lowest |descending |ascending )*([\w]+(?: (?:date|number|name|amount|price))?)/iu.exec(
      sorts ? clause.slice(sorts.index) : clause.slice(top?.index ?? 0),
    )?.[1];
  const dated = /\b(?:newest|latest|oldest|earliest)\b/iu.test(clause) ? 'date' : undefined;
  const by = cleanColumn(named) ?? dated ?? (isTotal ? 'count' : /alphabetical/iu.test(clause) ? 'name' : undefined);
  return {
    kind: 'sort',
    by,
    direction: low && !high ? 'ascending' : high ? 'descending' : limit !== undefined ? 'descending' : 'ascending',
    ...(limit === undefined ? {} : { limit }),
  };
}

function cleanColumn(text: string | undefined): string | undefined {
  if (!text || /^(?:e-?mail|mail|hand|the|then|topic|default|each)$/iu.test(text)) return undefined;
  return text.toLowerCase();
}

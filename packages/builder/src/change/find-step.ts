import { type Catalog, walkNodes, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';

const empty = new Set('the a an this that step steps it my our of to in on for with and or from please one send ask make do is'.split(' '));

/** Words people use for kinds of steps, beside their names. */
const called: readonly [RegExp, RegExp][] = [
  [/\b(?:e-?mails?|mails?|sending|send|message|notification|reminder|alert)\b/iu, /^email\.send$/u],
  [/\b(?:approvals?|approve|review|sign-?off)\b/iu, /^flow\.approval$/u],
  [/\b(?:wait|delay|pause|waiting)\b/iu, /^flow\.delay$/u],
  [/\b(?:filter(?:ing)?)\b/iu, /^data\.filter$/u],
  [/\b(?:sort(?:ing)?|order(?:ing)?|rank(?:ing)?)\b/iu, /^data\.sort$/u],
  [/\b(?:duplicates?|dedup\w*)\b/iu, /^data\.deduplicate$/u],
  [/\b(?:totals?|sums?|count|group(?:ing)?|average)\b/iu, /^data\.group$/u],
  [/\b(?:group(?:ing)?|topics?|themes?)\b/iu, /^ai\.group$/u],
  [/\b(?:classif\w+|categor\w+|labels?|labelling)\b/iu, /^ai\.classify$/u],
  [/\b(?:summary|summaris\w+|summariz\w+)\b/iu, /^ai\.summarize$/u],
  [/\b(?:extract\w*|details|pick(?:ing)?)\b/iu, /^ai\.extract$/u],
  [/\b(?:writ(?:e|ing)|draft|reply|text)\b/iu, /^ai\.generate$/u],
  [/\b(?:report|excel|csv|pdf|file|spreadsheet|export)\b/iu, /^file\.write$/u],
  [/\b(?:read(?:ing)?)\b/iu, /^file\.read$/u],
  [/\b(?:call|fetch|request|api|web address|download)\b/iu, /^http\.request$/u],
  [/\b(?:condition|check|if)\b/iu, /^flow\.if$/u],
  [/\b(?:loop|each)\b/iu, /^flow\.(?:for_each|while)$/u],
  [/\b(?:respond|response|answer)\b/iu, /^flow\.respond$/u],
  [/\b(?:calculat\w+|column)\b/iu, /^data\.map$/u],
  [/\b(?:trigger|start|form|schedule|webhook)\b/iu, /^trigger\./u],
];

/** The steps that words such as "the approval" or "the e-mail to the boss" mean, best first and all equally good ones. */
export function stepsMeant(document: WorkflowDocument, words: string, catalog: Catalog): WorkflowNode[] {
  const tokens = wordsOf(words);
  const scored = [...walkNodes(document)]
    .map(({ node }) => ({ node, score: scoreOf(node, words, tokens, catalog) }))
    .filter(({ score }) => score > 0);
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best).map(({ node }) => node);
}

function scoreOf(node: WorkflowNode, words: string, tokens: readonly string[], catalog: Catalog): number {
  const name = new Set(wordsOf(`${node.name ?? ''} ${node.id}`));
  const title = new Set(wordsOf(catalog.get(node.type, node.version)?.title ?? ''));
  const own = tokens.reduce((sum, token) => sum + (name.has(token) ? 2 : title.has(token) ? 1 : 0), 0);
  return own + (called.some(([said, type]) => said.test(words) && type.test(node.type)) ? 2 : 0);
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? [])
    .map((word) => word.replace(/(?<=\p{L}{3})s$/u, ''))
    .filter((word) => !empty.has(word));
}

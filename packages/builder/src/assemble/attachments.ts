import type { Assembly } from './assembly.ts';
import { formFiles } from './contents.ts';
import { wasRefused } from './refused.ts';

/** What goes with a mail: of several files that were made those that its words name, else the last ones; else a file that was handed in. */
export function attachmentsFor(assembly: Assembly, about: string, isOutside: boolean): string | undefined {
  const { report, file, made } = assembly.data;
  // What is made on another way is not there on this one.
  if (report && !isOnTheWay(assembly, report)) return undefined;
  if (report) {
    const isHeldBack = isOutside && wasRefused(assembly, report) && !namesFile.test(about);
    return isHeldBack ? undefined : (namedFiles(assembly, about) ?? report);
  }
  const isForwarded =
    /\b(?:the|this|their|his|her|your) (?:cv|resume|pdf|document|invoice|contract|letter|photo|receipt|essay|file)\b/iu.test(about);
  if (file && made === undefined && isForwarded) return file.expression;
  if (made !== undefined) return undefined;
  if (file && !file.isRead && /\b(?:attach|file|pdf|document|invoice|it|cv|resume|photo)\b/iu.test(about)) return file.expression;
  return isOutside ? undefined : formFiles(assembly);
}

/** Whether every file of an expression is made before here, as far as that can be seen: what stands outside of a loop is. */
function isOnTheWay({ nodes, edges, ends }: Assembly, report: string): boolean {
  const made = [...report.matchAll(/\bnodes\.(\w+)\.output\b/gu)].map(([, id]) => id).filter((id) => nodes.some((node) => node.id === id));
  const reached = new Set(ends.map(({ source }) => source));
  for (const id of reached) for (const { source, target } of edges) if (target === id) reached.add(source);
  return made.every((id) => id !== undefined && reached.has(id));
}

const namesFile = /\b(?:attach\w*|files?|pdfs?|excel|csv|documents?|with it)\b/iu;
const formats: { readonly [format: string]: RegExp } = {
  excel: /\b(?:excel|xlsx?|spreadsheet|workbook)\b/iu,
  csv: /\bcsv\b/iu,
  json: /\bjson\b/iu,
  pdf: /\bpdf\b/iu,
  text: /\b(?:text file|txt)\b/iu,
};

/** “The PDF also goes to …”, “the price list to …”: some of the files that were made; undefined where the words name none. */
function namedFiles(assembly: Assembly, about: string): string | undefined {
  const { written = [] } = assembly.data;
  if (written.length < 2) return undefined;
  const named = written.filter((id) => {
    const { format = '', name = '' } = (assembly.last((node) => node.id === id)?.config ?? {}) as { format?: string; name?: string };
    return formats[format]?.test(about) === true || (name !== 'report' && about.toLowerCase().includes(name.toLowerCase()));
  });
  const wanted = /\b(?:both|all)\b/iu.test(about) ? written : named;
  return wanted.length === 0 ? undefined : listOf(wanted);
}

const listOf = (ids: readonly string[]): string => {
  const files = ids.map((id) => `nodes.${id}.output.file`);
  return files.length === 1 ? (files[0] ?? '') : `[${files.join(', ')}]`;
};

/** “… and the PDF to the chair”: a file that was made already is taken up, not made again. */
export function takesUpFile(assembly: Assembly, format: string, because: string): boolean {
  const isNamed =
    /^\W*(?:and |then |but )*(?:the|this|that)\s+(?:\p{L}+\s+)?(?:pdf|excel|xlsx?|csv|json|spreadsheet)(?: file| version| one)?\W*$/iu.test(
      because,
    );
  const known = isNamed
    ? (assembly.data.written ?? []).findLast((id) => assembly.last((node) => node.id === id)?.config['format'] === format)
    : undefined;
  if (known !== undefined) assembly.offer({ report: listOf([known]) });
  return known !== undefined;
}

/** One line of the condition builder: "amount · is more than · 500". */
export interface ConditionLine {
  /** A path such as `item.amount`. */
  readonly left: string;
  readonly operator: Operator;
  /** As typed; a text unless it is a number, true, false or null. */
  readonly value: string;
}
export type Operator = 'is' | 'is_not' | 'more' | 'at_least' | 'less' | 'at_most' | 'contains' | 'starts' | 'empty' | 'not_empty';

export const operatorWords: Readonly<Record<Operator, string>> = {
  is: 'is',
  is_not: 'is not',
  more: 'is more than',
  at_least: 'is at least',
  less: 'is less than',
  at_most: 'is at most',
  contains: 'contains',
  starts: 'starts with',
  empty: 'is empty',
  not_empty: 'is not empty',
};

export interface Condition {
  readonly join: 'and' | 'or';
  readonly lines: readonly ConditionLine[];
}

const signs: Readonly<Partial<Record<Operator, string>>> = { is: '==', is_not: '!=', more: '>', at_least: '>=', less: '<', at_most: '<=' };
const path = String.raw`[A-Za-z_]\w*(?:\.\w+|\["(?:[^"\\]|\\.)*"\])*`;
const literal = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?\d+(?:\.\d+)?|true|false|null`;
const compared = new RegExp(`^(${path})\\s*(==|!=|>=|<=|>|<)\\s*(${literal})$`);
const called = new RegExp(`^(${path})\\.(contains|startsWith)\\((${literal})\\)$`);
const emptied = new RegExp(`^(${path})\\s*(==|!=)\\s*(?:""|'')$`);

/** The expression that a condition means. Lines without a value to look at are left out. */
export function expressionOf({ join, lines }: Condition): string {
  return lines
    .filter(({ left }) => left.trim() !== '')
    .map(lineExpression)
    .join(join === 'and' ? ' && ' : ' || ');
}

function lineExpression({ left, operator, value }: ConditionLine): string {
  switch (operator) {
    case 'contains':
      return `${left}.contains(${quoted(value)})`;
    case 'starts':
      return `${left}.startsWith(${quoted(value)})`;
    case 'empty':
      return `${left} == ""`;
    case 'not_empty':
      return `${left} != ""`;
    default:
      return `${left} ${signs[operator]} ${literalOf(value)}`;
  }
}

function literalOf(value: string): string {
  const plain = value.trim();
  return /^-?\d+(\.\d+)?$/.test(plain) || plain === 'true' || plain === 'false' || plain === 'null' ? plain : quoted(value);
}

function quoted(value: string): string {
  return JSON.stringify(value);
}

/** The lines an expression stands for, or undefined when it says more than lines can. */
export function conditionOf(expression: string): Condition | undefined {
  const bare = expression.trim().replace(/^\{\{\s*|\s*\}\}$/g, '');
  if (bare === '') return { join: 'and', lines: [] };
  const ands = splitOutside(bare, '&&');
  const ors = splitOutside(bare, '||');
  if (ands.length > 1 && ors.length > 1) return undefined;
  const join = ors.length > 1 ? 'or' : 'and';
  const lines = (join === 'or' ? ors : ands).map((part) => lineOf(part.trim()));
  return lines.every((line) => line !== undefined) ? { join, lines } : undefined;
}

/** Splits where the sign stands outside quotes. */
function splitOutside(text: string, sign: string): string[] {
  const parts: string[] = [''];
  let quote = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (quote === '' && text.startsWith(sign, index)) {
      parts.push('');
      index += sign.length - 1;
      continue;
    }
    if (quote !== '' && character === '\\') {
      parts[parts.length - 1] += character + (text[index + 1] ?? '');
      index += 1;
      continue;
    }
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    parts[parts.length - 1] += character;
  }
  return parts;
}

function lineOf(part: string): ConditionLine | undefined {
  const empty = emptied.exec(part);
  if (empty) return { left: empty[1] ?? '', operator: empty[2] === '==' ? 'empty' : 'not_empty', value: '' };
  const call = called.exec(part);
  if (call) {
    const value = valueOf(call[3] ?? '');
    return value === undefined ? undefined : { left: call[1] ?? '', operator: call[2] === 'contains' ? 'contains' : 'starts', value };
  }
  const comparison = compared.exec(part);
  if (!comparison) return undefined;
  const operator = (Object.keys(signs) as Operator[]).find((name) => signs[name] === comparison[2]);
  const value = valueOf(comparison[3] ?? '');
  return operator && value !== undefined ? { left: comparison[1] ?? '', operator, value } : undefined;
}

function valueOf(text: string): string | undefined {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("\\'", "'");
  if (!text.startsWith('"')) return text;
  try {
    const value = JSON.parse(text) as string;
    // "500" in quotes is a text; as a line it would become the number. Better shown as the expression it is.
    return value !== '' && literalOf(value) !== quoted(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

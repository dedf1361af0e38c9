/** One line of the table. `target`: at least, or at most, so much. */
export interface Line {
  readonly database: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  readonly note?: string;
}

export interface Report {
  readonly add: (line: Line) => void;
  readonly print: () => void;
}

/** Lines are told as they come on standard error, and printed as one table at the end. */
export function createReport(): Report {
  const lines: Line[] = [];
  return {
    add: (line) => {
      lines.push(line);
      console.error(cells(line).join('  '));
    },
    print: () => {
      const rows = [['database', 'what', 'measured', 'target', '', 'note'], ...lines.map(cells)];
      const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
      for (const row of rows) {
        const padded = row.map((cell, i) => (i === 2 || i === 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)));
        console.log(padded.join('  ').trimEnd());
      }
    },
  };
}

function cells({ database, what, value, unit, target, note = '' }: Line): string[] {
  if (!target) return [database, what, `${number(value)} ${unit}`, '', '', note];
  const isMet = 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
  const wanted = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  return [database, what, `${number(value)} ${unit}`, `${wanted} ${unit}`, isMet ? 'met' : 'MISSED', note];
}

const number = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** The trained head: named tables of numbers, row after row. */
export interface ReaderWeights {
  readonly labels: readonly string[];
  /** Names of the values that it tells apart. */
  readonly values: readonly string[];
  readonly tables: { readonly [name: string]: Table };
}

export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

interface Header {
  readonly labels: readonly string[];
  readonly values?: readonly string[];
  /** Where each table begins, in numbers from the start of the data. */
  readonly tables: { readonly [name: string]: { readonly rows: number; readonly columns: number; readonly at: number } };
}

/**
 * Reads the head's file: the length of its header (32-bit, little-endian), the header as JSON, then all numbers (32-bit floats).
 * Throws on a file that is cut short.
 */
export function readWeights(file: Uint8Array): ReaderWeights {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + length))) as Header;
  // A copy begins at a place where numbers may begin.
  const data = new Uint8Array(file.subarray(4 + length));
  const numbers = new Float32Array(data.buffer, 0, Math.floor(data.byteLength / 4));
  const tables = Object.entries(header.tables).map(([name, { rows, columns, at }]) => {
    const values = numbers.subarray(at, at + rows * columns);
    if (values.length < rows * columns) throw new Error(`The reader's weights are cut short at “${name}”.`);
    return [name, { rows, columns, values }] as const;
  });
  return { labels: header.labels, values: header.values ?? [], tables: Object.fromEntries(tables) };
}

/** A table that must be there. */
export function table({ tables }: ReaderWeights, name: string): Table {
  const found = tables[name];
  if (!found) throw new Error(`The reader's weights have no table “${name}”.`);
  return found;
}

/** `input` (rows × weight.rows) times `weight`, plus `bias` on every row. */
export function linear(input: Table, weight: Table, bias?: Table): Table {
  const { rows } = input;
  const { columns } = weight;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const out = values.subarray(row * columns, (row + 1) * columns);
    if (bias) out.set(bias.values);
    for (let k = 0; k < weight.rows; k += 1) {
      const factor = input.values[row * input.columns + k] as number;
      if (factor === 0) continue;
      const from = k * columns;
      for (let column = 0; column < columns; column += 1)
        out[column] = (out[column] as number) + factor * (weight.values[from + column] as number);
    }
  }
  return { rows, columns, values };
}

export const gelu = (x: number): number => 0.5 * x * (1 + Math.tanh(0.7978845608 * (x + 0.044715 * x ** 3)));

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function logSumExp(values: ArrayLike<number>): number {
  let most = -Infinity;
  for (let index = 0; index < values.length; index += 1) most = Math.max(most, values[index] as number);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += Math.exp((values[index] as number) - most);
  return most + Math.log(sum);
}

import type { EventEmitter } from 'node:events';
import type pg from 'pg';
import { columnTypes } from './column-types.ts';
import { encodeValue } from './encode-value.ts';

/** One statement with its parameters `$1`, `$2`, … A compiled Kysely query fits once its `parameters` are called `params`. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

export type Row = Record<string, unknown>;

/** What node-postgres' connection offers to a query of one's own. */
interface WireConnection extends EventEmitter {
  readonly stream: { readonly cork: () => void; readonly uncork: () => void };
  readonly parse: (statement: { name: string; text: string; types?: number[] }) => void;
  readonly bind: (portal: { statement: string; values: readonly unknown[]; valueMapper: (value: unknown) => unknown }) => void;
  readonly describe: (target: { type: 'P' }) => void;
  readonly execute: (portal: { rows?: number }) => void;
  readonly sync: () => void;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Statements that a connection keeps parsed. Those beyond it are parsed each time, so that varying text cannot fill the server. */
const MAX_PREPARED = 200;
const preparedBy = new WeakMap<object, Map<string, string>>();

/**
 * Several statements sent at once and followed by one Sync: one round trip, and by PostgreSQL's protocol one transaction, which
 * commits at the Sync or, when any statement fails, leaves nothing.
 */
export class StatementBatch implements pg.Submittable {
  readonly done: Promise<Row[][]>;
  readonly #statements: readonly Statement[];
  readonly #results: Row[][] = [];
  readonly #resolve: (rows: Row[][]) => void;
  readonly #reject: (cause: unknown) => void;
  /** Statements whose parsing has not been confirmed yet, in order; the empty name is not kept. */
  readonly #parsing: { readonly sql: string; readonly name: string }[] = [];
  #fields: readonly Field[] = [];
  #rows: Row[] = [];
  #connection: WireConnection | undefined;

  constructor(statements: readonly Statement[]) {
    this.#statements = statements;
    const { promise, resolve, reject } = Promise.withResolvers<Row[][]>();
    this.done = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: unknown): void {
    const wire = connection as WireConnection;
    this.#connection = wire;
    wire.on('parseComplete', this.#onParsed);
    wire.stream.cork();
    try {
      for (const statement of this.#statements) this.#send(wire, statement);
    } finally {
      wire.sync();
      wire.stream.uncork();
    }
  }

  #send(wire: WireConnection, { sql, params }: Statement): void {
    const prepared = preparedOn(wire);
    let name = prepared.get(sql) ?? this.#parsing.find((parsing) => parsing.sql === sql && parsing.name !== '')?.name;
    if (name === undefined) {
      name = prepared.size + this.#parsing.length < MAX_PREPARED ? `arches_${prepared.size + this.#parsing.length}` : '';
      this.#parsing.push({ sql, name });
      wire.parse({ name, text: sql });
    }
    wire.bind({ statement: name, values: params, valueMapper: encodeValue });
    wire.describe({ type: 'P' });
    wire.execute({});
  }

  readonly #onParsed = (): void => {
    const parsed = this.#parsing.shift();
    if (parsed && parsed.name !== '' && this.#connection) preparedOn(this.#connection).set(parsed.sql, parsed.name);
  };

  handleRowDescription(message: { fields: readonly Field[] }): void {
    this.#fields = message.fields;
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    const row: Row = {};
    this.#fields.forEach((field, index) => {
      const text = message.fields[index] ?? null;
      row[field.name] = text === null ? null : columnTypes.getTypeParser(field.dataTypeID, 'text')(text);
    });
    this.#rows.push(row);
  }

  handleCommandComplete(): void {
    this.#results.push(this.#rows);
    this.#rows = [];
    this.#fields = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handlePortalSuspended(): void {}

  handleError(cause: unknown): void {
    this.#finish();
    this.#reject(cause);
  }

  handleReadyForQuery(): void {
    this.#finish();
    this.#resolve(this.#results);
  }

  #finish(): void {
    this.#connection?.off('parseComplete', this.#onParsed);
  }
}

function preparedOn(connection: object): Map<string, string> {
  let prepared = preparedBy.get(connection);
  if (!prepared) preparedBy.set(connection, (prepared = new Map()));
  return prepared;
}

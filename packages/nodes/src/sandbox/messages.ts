/** What travels between the platform and a sandbox child; plain data and bytes only. */
export type SandboxJob =
  | {
      readonly kind: 'code';
      readonly code: string;
      /** JSON text. */
      readonly input: string;
      readonly timeoutMs: number;
      readonly memoryMb: number;
      /** The run and step it is of; pieces of code of one place may see what the others leave, so they take care to leave nothing. */
      readonly place?: string;
    }
  | { readonly kind: 'parse'; readonly format: ParseFormat; readonly data: Uint8Array; readonly options: Record<string, unknown> };

export type ParseFormat = 'csv' | 'xlsx' | 'json' | 'pdf' | 'text';

/** What a job came to. `result`: JSON text from code, plain data from a parser. */
export type SandboxOutcome =
  | { readonly ok: true; readonly result: unknown; readonly logs: readonly string[] }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly logs: readonly string[] };

/** `tookMs`: on the child's clock. */
export type SandboxReply = SandboxOutcome & { readonly tookMs: number };

/** To the child: jobs in the order in which they are done. From it: one `ready`, then answers in the same order, several at a time. */
export type SandboxBatch = readonly SandboxJob[];
export type SandboxReplies = readonly SandboxReply[];

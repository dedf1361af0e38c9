/** Runs what we do not trust in a child process that can be killed. */
export interface SandboxPort {
  /**
   * Runs a function body over plain data: `code` sees `input` and returns a plain value. Throws `code_failed` (the code's own error, with line),
   * `code_timeout`, `code_out_of_memory`.
   */
  readonly runCode: (
    request: { code: string; input: unknown; timeoutMs: number; memoryMb: number },
    signal: AbortSignal,
  ) => Promise<{ result: unknown; logs: readonly string[] }>;
  /** Parses a document. Throws `file_unreadable` with what was wrong and where. */
  readonly parseFile: (
    request: { format: 'csv' | 'xlsx' | 'json' | 'pdf' | 'text'; data: Uint8Array; options: Record<string, unknown> },
    signal: AbortSignal,
  ) => Promise<unknown>;
}

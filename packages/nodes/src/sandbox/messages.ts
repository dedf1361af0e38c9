/** What travels between the platform and a sandbox child; plain data and bytes only. */
export type SandboxJob =
  | { readonly kind: 'code'; readonly code: string; readonly input: unknown; readonly timeoutMs: number; readonly memoryMb: number }
  | { readonly kind: 'parse'; readonly format: ParseFormat; readonly data: Uint8Array; readonly options: Record<string, unknown> };

export type ParseFormat = 'csv' | 'xlsx' | 'json' | 'pdf' | 'text';

export type SandboxReply =
  | { readonly ok: true; readonly result: unknown; readonly logs: readonly string[] }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly logs: readonly string[] };

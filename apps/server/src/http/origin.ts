import { AppError } from '@arches/kernel';

interface RequestHead {
  readonly method: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

const readOnly = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a write that a page of another site made with our cookie. Browsers say where a request comes from (`Origin`, and
 * `Sec-Fetch-Site`); programs say neither and carry no cookie that somebody else gave them.
 */
export function checkOrigin({ method, headers }: RequestHead, publicUrl: string | undefined): void {
  if (readOnly.has(method)) return;
  if (isSameOrigin(headers, publicUrl)) return;
  throw new AppError('origin_refused', 'This request comes from a page of another site, so it was refused.');
}

/** Also asked before a WebSocket is opened: browsers send cookies there without asking anyone. */
export function isSameOrigin(headers: RequestHead['headers'], publicUrl: string | undefined): boolean {
  const origin = headers['origin'];
  if (typeof origin === 'string') {
    if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
    return URL.canParse(origin) && new URL(origin).host === headers['host'];
  }
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

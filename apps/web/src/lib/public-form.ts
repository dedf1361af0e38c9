import type { JsonSchema } from '@arches/kernel';
import { queryOptions } from '@tanstack/react-query';

/** A form trigger as its public page shows it. */
export interface PublicForm {
  readonly title: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly thanks: string;
}

const address = (path: string): string => `/api/v2/forms/${path.split('/').map(encodeURIComponent).join('/')}`;

export function formQuery(path: string) {
  return queryOptions({
    queryKey: ['form', path],
    queryFn: () => answer<PublicForm>(fetch(address(path))),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** Starts the workflow; `message` is what its author wants said, where they said something. */
export function sendForm(path: string, data: FormData): Promise<{ readonly message?: string }> {
  return answer(fetch(address(path), { method: 'POST', body: data }));
}

async function answer<Body>(request: Promise<Response>): Promise<Body> {
  const response = await request;
  const body = (await response.json().catch(() => ({}))) as Body;
  if (!response.ok) throw Object.assign(new Error(`The server answered ${response.status}.`), { status: response.status, data: body });
  return body;
}

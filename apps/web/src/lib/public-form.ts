import type { JsonObject, JsonSchema } from '@arches/kernel';
import { queryOptions } from '@tanstack/react-query';
import { type ApiOutputs, api } from './api.ts';

export type PublicForm = ApiOutputs['forms']['get'];
type FormField = PublicForm['fields'][number];

export function formQuery(path: string) {
  return queryOptions({
    queryKey: ['form', path],
    queryFn: () => api.forms.get({ path }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** The fields as the schema that every form of ours is drawn from. */
export function formSchema(fields: readonly FormField[]): JsonSchema {
  return {
    type: 'object',
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
  };
}

function fieldSchema({ type, label, help, options }: FormField): JsonObject {
  const words = { title: label, ...(help === '' ? {} : { description: help }) };
  switch (type) {
    case 'text':
      return { ...words, type: 'string' };
    case 'long_text':
      return { ...words, type: 'string', 'x-widget': 'long_text' };
    case 'number':
      return { ...words, type: 'number' };
    case 'date':
      return { ...words, type: 'string', format: 'date' };
    case 'email':
      return { ...words, type: 'string', format: 'email' };
    case 'choice':
      return { ...words, type: 'string', enum: options, 'x-labels': Object.fromEntries(options.map((option) => [option, option])) };
    case 'checkbox':
      return { ...words, type: 'boolean' };
    case 'file':
      return { ...words, type: 'object', format: 'file' };
  }
}

/** Starts the workflow. Multipart, so that files come along. */
export async function sendForm(path: string, data: FormData): Promise<ApiOutputs['forms']['submit']> {
  const response = await fetch(`/api/v2/forms/${encodeURIComponent(path)}`, { method: 'POST', body: data });
  const body: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(`The server answered ${response.status}.`), { status: response.status, data: body });
  return body as ApiOutputs['forms']['submit'];
}

import { z } from 'zod';
import { JsonRecord, route } from './route.ts';

const Path = { path: z.string().max(100) };

/** A published form that anyone with its link may send: what `/f/{path}` shows. */
export const forms = {
  get: route('public')
    .route({ method: 'GET', path: '/api/v2/forms/{path}', summary: 'A hosted form, to be filled in' })
    .input(z.strictObject(Path))
    .output(
      z.object({
        path: z.string(),
        title: z.string(),
        description: z.string(),
        thanks: z.string(),
        organization: z.string(),
        /** The form step's fields: name, label, type, required, options, help. */
        fields: z.array(
          z.object({
            name: z.string(),
            label: z.string(),
            type: z.enum(['text', 'long_text', 'number', 'date', 'email', 'choice', 'checkbox', 'file']),
            required: z.boolean(),
            options: z.array(z.string()),
            help: z.string(),
          }),
        ),
      }),
    ),
  /** `multipart/form-data` (fields and files) is taken on the same address; with files it must be. */
  submit: route('public')
    .route({ method: 'POST', path: '/api/v2/forms/{path}', summary: 'Send a hosted form', successStatus: 202 })
    .input(z.strictObject({ ...Path, input: JsonRecord }))
    .output(z.object({ ok: z.literal(true), thanks: z.string() })),
};

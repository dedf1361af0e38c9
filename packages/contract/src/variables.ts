import { z } from 'zod';
import { Json, Ok, route, Time } from './route.ts';

/** Most bytes of a variable's JSON. */
export const mostVariableBytes = 8 * 1024;

const Name = z
  .string()
  .max(64, 'At most 64 characters.')
  .regex(/^[A-Za-z]\w*$/, 'A name is letters, digits and _, and begins with a letter, such as shop_url.');
const Value = Json.refine(
  (value) => value !== undefined && new TextEncoder().encode(JSON.stringify(value)).length <= mostVariableBytes,
  'Give a value of at most 8 KiB as JSON. Larger things belong into a file or a step.',
);

export const VariableView = z.object({
  name: z.string(),
  value: Json,
  description: z.string(),
  changedBy: z.string(),
  changedAt: Time,
});

const Use = z.object({
  /** Null: the workflow picks one while it runs, so it may be any. */
  name: z.string().nullable(),
  workflowId: z.string(),
  workflowName: z.string(),
  /** Whether the published version reads it, and whether the draft does. */
  live: z.boolean(),
  draft: z.boolean(),
});

export const variables = {
  list: route('workflow:read')
    .route({
      method: 'GET',
      path: '/api/v2/variables',
      summary: 'Named values that workflows read, and the operator’s settings they may read',
    })
    .output(
      z.object({
        items: z.array(VariableView),
        most: z.int(),
        /** What the operator lets workflows read; null is allowed and not set. */
        env: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
      }),
    ),
  uses: route('workflow:read')
    .route({ method: 'GET', path: '/api/v2/variables/uses', summary: 'Which workflows read which variable' })
    .output(z.object({ items: z.array(Use) })),
  save: route('workflow:write')
    .route({ method: 'PUT', path: '/api/v2/variables/{name}', summary: 'Make a variable, or put another value in it' })
    .input(
      z.strictObject({
        name: Name,
        value: Value,
        description: z.string().trim().max(500).default(''),
        /** The name it had: it is renamed. Workflows that read the old name are not changed. */
        was: Name.optional(),
      }),
    )
    .output(VariableView),
  remove: route('workflow:write')
    .route({
      method: 'DELETE',
      path: '/api/v2/variables/{name}',
      summary: 'Delete a variable; workflows that read it fail there from then on',
    })
    .input(z.strictObject({ name: z.string().max(100) }))
    .output(Ok),
};

import { contract } from '@arches/contract';
import type { OpenAPI } from '@orpc/openapi';
import { contractRoutes } from './contract-routes.ts';

let generated: Promise<OpenAPI.Document> | undefined;

/** OpenAPI 3.1 of the whole API, made from the contract at the first request. */
export function openApiDocument(): Promise<OpenAPI.Document> {
  generated ??= generate();
  return generated;
}

async function generate(): Promise<OpenAPI.Document> {
  const [{ OpenAPIGenerator }, { ZodToJsonSchemaConverter }] = await Promise.all([import('@orpc/openapi'), import('@orpc/zod/zod4')]);
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Arches',
      version: '2',
      description: 'Every error answer is `{ code, message, details, traceId }`; `code` is stable. Lists are read on with `cursor`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From POST /auth/login; lives one hour.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
    security: [{ accessToken: [] }, { apiKey: [] }],
  });
  const paths = { ...document.paths, ...filePaths, ...healthPath };
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods ?? {})) describeCommon(operation as OpenAPI.OperationObject, path, method);
  }
  return { ...document, paths };
}

const publicPlaces = new Set(
  contractRoutes()
    .filter(({ permission }) => permission === 'public')
    .map(({ method, url }) => `${method} ${url}`),
);

/** What holds for every operation: its errors, and whether one must be signed in. */
function describeCommon(operation: OpenAPI.OperationObject, path: string, method: string): void {
  operation.responses = {
    ...operation.responses,
    default: { description: 'What was wrong, where, what to do', content: { 'application/json': { schema: errorSchema } } },
  };
  if (publicPlaces.has(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)) operation.security = [];
}

const errorSchema: OpenAPI.SchemaObject = {
  type: 'object',
  required: ['code', 'message', 'traceId'],
  properties: {
    code: { type: 'string', description: 'Stable; clients switch on it' },
    message: { type: 'string', description: 'What was wrong, where, what to do' },
    details: {},
    traceId: { type: 'string' },
  },
};

/** Answered before the API is there, so no part of the contract. */
const healthPath: OpenAPI.PathsObject = {
  '/health': {
    get: {
      operationId: 'health',
      summary: 'Whether requests are served as they should be',
      security: [],
      responses: {
        200: {
          description: 'Ready',
          content: { 'application/json': { schema: { type: 'object', required: ['status'], properties: { status: { const: 'ready' } } } } },
        },
        503: {
          description: 'Starting, or unavailable with the reason',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['status'],
                properties: { status: { enum: ['starting', 'unavailable'] }, code: { type: 'string' }, message: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  },
};

/** Routes whose bodies are bytes, which the contract cannot say. */
const filePaths: OpenAPI.PathsObject = {
  '/api/v2/files': {
    post: {
      operationId: 'files.upload',
      summary: 'Store a file; its answer may stand wherever an input asks for a file',
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
          },
        },
      },
      responses: {
        201: { description: 'The stored file: kind, id, name, mediaType, size' },
        413: { description: 'Larger than 1 GiB, or than what the organisation may still keep' },
      },
    },
  },
  '/api/v2/files/{id}': {
    get: {
      operationId: 'files.download',
      summary: 'The bytes of a file',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        200: { description: 'The file', content: { 'application/octet-stream': {} } },
        404: { description: 'No such file here' },
      },
    },
  },
};

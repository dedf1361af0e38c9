import { contract } from '@arches/contract';
import type { OpenAPI } from '@orpc/openapi';

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
  return { ...document, paths: { ...document.paths, ...filePaths } };
}

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
      responses: { 201: { description: 'The stored file: kind, id, name, mediaType, size' }, 413: { description: 'Larger than 100 MiB' } },
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

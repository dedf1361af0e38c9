import type { FastifyInstance } from 'fastify';
import { AppError } from '@arches/kernel';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../../config.ts';
import { attachment } from './routes.ts';

const folder = join(checkout, 'examples');
const mediaTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  txt: 'text/plain',
};

/** Files shipped to try things with: their list, and each by name. */
export function addSampleRoutes(app: FastifyInstance): void {
  app.get('/api/v2/samples', { config: { permission: 'file:read' } }, async () => ({ items: await samples() }));
  app.get<{ Params: { name: string } }>('/api/v2/samples/:name', { config: { permission: 'file:read' } }, async (request, reply) => {
    // Only what the list names is given out, so a name can never lead out of the folder.
    const sample = (await samples()).find(({ name }) => name === request.params.name);
    if (!sample) throw new AppError('not_found', `There is no sample called “${request.params.name.slice(0, 100)}”.`);
    const body = await readFile(join(folder, sample.name));
    return reply
      .header('content-type', sample.mediaType)
      .header('content-disposition', attachment(sample.name))
      .header('x-content-type-options', 'nosniff')
      .send(body);
  });
}

async function samples() {
  const names = await readdir(folder).catch(() => []);
  const known = names.flatMap((name) => {
    const mediaType = mediaTypes[name.split('.').at(-1) ?? ''];
    return mediaType ? [{ name, mediaType }] : [];
  });
  return Promise.all(
    known.map(async ({ name, mediaType }) => ({
      name,
      mediaType,
      size: (await stat(join(folder, name))).size,
      url: `/api/v2/samples/${encodeURIComponent(name)}`,
    })),
  );
}

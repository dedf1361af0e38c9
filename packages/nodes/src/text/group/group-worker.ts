import { parentPort } from 'node:worker_threads';
import type { GroupReply, GroupRequest } from './group-in-worker.ts';
import { groupChecked } from './grouping.ts';

const port = parentPort;
if (!port) throw new Error('The grouping worker runs only as a worker thread.');

const texts: string[] = [];
const vectors: Float32Array[] = [];

port.on('message', (request: GroupRequest) => {
  if (request.kind === 'part') {
    const size = request.texts.length === 0 ? 0 : request.block.length / request.texts.length;
    request.texts.forEach((text, index) => {
      texts.push(text);
      vectors.push(request.block.subarray(index * size, (index + 1) * size));
    });
    return;
  }
  port.postMessage({ grouping: groupChecked(texts, vectors, request.options) } satisfies GroupReply);
  port.close();
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Tokenizer } from '@huggingface/tokenizers';
import ort from 'onnxruntime-node';
import { meanPool } from './mean-pool.ts';
import { dimensions, type WorkerReply, type WorkerRequest, type WorkerSettings } from './worker-protocol.ts';

const settings = workerData as WorkerSettings;
const port = parentPort;
if (!port) throw new Error('The embedding worker runs only as a worker thread.');

/** No token of the vocabulary is longer than 18 characters and words average five: far more text than the model reads. */
const maxCharacters = settings.maxTokens * 20;

async function load(): Promise<{ tokenizer: Tokenizer; session: ort.InferenceSession }> {
  const json = async (name: string): Promise<object> =>
    JSON.parse(await readFile(path.join(settings.tokenizerDir ?? settings.modelDir, name), 'utf8')) as object;
  const tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
  const session = await ort.InferenceSession.create(path.join(settings.modelDir, 'model.onnx'), {
    executionProviders: ['cpu'],
    intraOpNumThreads: settings.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Threads that spin while they wait take the processor from the rest of a busy machine, and from each other.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return { tokenizer, session };
}

const loaded = load();
// A failed load is told to every request that waits for it; without this the thread would die before it could say so.
loaded.catch(() => {});

function tokenIds(tokenizer: Tokenizer, text: string): number[] {
  const { ids } = tokenizer.encode(
    text
      .slice(0, maxCharacters * 4)
      .replace(/\s+/gu, ' ')
      .slice(0, maxCharacters),
  );
  if (ids.length <= settings.maxTokens) return ids;
  return [...ids.slice(0, settings.maxTokens - 1), ids[ids.length - 1] ?? 0]; // the end mark stays
}

async function embed(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
  const { tokenizer, session } = await loaded;
  const rows = texts.map((text, index) => ({ index, ids: tokenIds(tokenizer, text) }));
  rows.sort((a, b) => a.ids.length - b.ids.length); // little padding: texts of one batch are about equally long
  const vectors = new Float32Array(texts.length * dimensions);
  for (let from = 0; from < rows.length; from += settings.batchSize) {
    const batch = rows.slice(from, from + settings.batchSize);
    const length = batch.at(-1)?.ids.length ?? 0;
    const shape = [batch.length, length];
    const ids = new BigInt64Array(batch.length * length);
    const mask = new BigInt64Array(ids.length);
    batch.forEach((row, r) => {
      row.ids.forEach((id, c) => {
        ids[r * length + c] = BigInt(id);
        mask[r * length + c] = 1n;
      });
    });
    const output = await session.run({
      input_ids: new ort.Tensor('int64', ids, shape),
      attention_mask: new ort.Tensor('int64', mask, shape),
      token_type_ids: new ort.Tensor('int64', new BigInt64Array(ids.length), shape),
    });
    const hidden = output['last_hidden_state']?.data as Float32Array;
    batch.forEach((row, r) => {
      meanPool(hidden, r * length, row.ids.length, dimensions, vectors, row.index * dimensions);
    });
  }
  return vectors;
}

/** Pieces kept of one word, so that a long string of letters does not push out the rest of the text. */
const piecesPerWord = 6;

/** The model's last vector at the first piece of each word; words beyond the model's length are left out. */
async function readWords(words: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
  const { tokenizer, session } = await loaded;
  const id = (mark: string): number => tokenizer.token_to_id(mark) ?? 0;
  const ids = [id('[CLS]')];
  const first: number[] = [];
  for (const word of words) {
    const pieces = tokenizer.encode(word, { add_special_tokens: false }).ids.slice(0, piecesPerWord);
    if (ids.length + pieces.length + 1 > settings.maxTokens) break;
    first.push(ids.length);
    ids.push(...(pieces.length > 0 ? pieces : [id('[UNK]')]));
  }
  ids.push(id('[SEP]'));
  const shape = [1, ids.length];
  const output = await session.run({
    input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    token_type_ids: new ort.Tensor('int64', new BigInt64Array(ids.length), shape),
  });
  const hidden = output['last_hidden_state']?.data as Float32Array;
  const vectors = new Float32Array(first.length * dimensions);
  first.forEach((at, row) => vectors.set(hidden.subarray(at * dimensions, (at + 1) * dimensions), row * dimensions));
  return vectors;
}

let queue: Promise<void> = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  queue = queue.then(async () => {
    if (request.kind === 'close') {
      await loaded.then(({ session }) => session.release()).catch(() => {});
      port.close();
      return;
    }
    try {
      const vectors = await (request.kind === 'words' ? readWords(request.texts) : embed(request.texts));
      port.postMessage({ kind: 'vectors', id: request.id, vectors } satisfies WorkerReply, [vectors.buffer]);
    } catch (error) {
      port.postMessage({
        kind: 'failed',
        id: request.id,
        message: error instanceof Error ? error.message : String(error),
      } satisfies WorkerReply);
    }
  });
});

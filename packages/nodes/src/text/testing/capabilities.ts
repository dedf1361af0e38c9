import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createModel, type ModelPort, noModel } from '@arches/ai';
import { type ClosableEmbedder, createMiniLmEmbedder } from '@arches/knowledge';
import type { Capabilities } from '../../define-node.ts';

/** For tests of the text steps: the real built-in model, and a language model behind a real wire whose answers a test writes. */
export function testingEmbedder(): ClosableEmbedder {
  return createMiniLmEmbedder({ modelsDir: path.resolve(import.meta.dirname, '../../../../../models') });
}

/** Only what the text steps use; touching anything else fails loudly. */
export function textCapabilities(embedder: ClosableEmbedder, ai: ModelPort = noModel): Capabilities {
  return { ai, embedder, signal: new AbortController().signal, log: () => {} } as unknown as Capabilities;
}

export interface ScriptedProvider {
  readonly model: ModelPort;
  /** The prompts it was sent. */
  readonly prompts: string[];
  readonly close: () => Promise<void>;
}

/** An OpenAI-compatible server on this machine; `answer` makes the message from the prompt. Shows plumbing, never quality. */
export async function scriptedProvider(answer: (prompt: string) => unknown): Promise<ScriptedProvider> {
  const prompts: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as { messages: { role: string; content: unknown }[] };
    const content = body.messages.findLast(({ role }) => role === 'user')?.content;
    const prompt = typeof content === 'string' ? content : JSON.stringify(content);
    prompts.push(prompt);
    const reply = answer(prompt);
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        id: 'c1',
        object: 'chat.completion',
        created: 0,
        model: 'scripted',
        choices: [
          {
            index: 0,
            finish_reason: 'stop',
            message: { role: 'assistant', content: typeof reply === 'string' ? reply : JSON.stringify(reply) },
          },
        ],
        usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const price = { model: 'scripted', inputUsd: 1, outputUsd: 10, source: 'a test', date: '2026-11-01' };
  const model = createModel(
    { id: 'm1', kind: 'openai_compatible', name: 'Scripted', baseUrl: `http://127.0.0.1:${port}`, model: 'scripted', apiKey: 'none' },
    { fetch, prices: [price] },
  );
  return { model, prompts, close: () => new Promise((resolve) => void server.close(() => resolve())) };
}

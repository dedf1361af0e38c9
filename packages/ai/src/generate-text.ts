import { guardedCall } from './guarded-call.ts';
import { loadSdk } from './language-model.ts';
import { checkAnswer, type Finish, type ModelCall, settings, usageOf } from './model-call.ts';
import { toModelError } from './model-error.ts';
import type { TextAnswer, TextRequest } from './model-port.ts';

export async function generateText(call: ModelCall, request: TextRequest): Promise<TextAnswer> {
  const { onText } = request;
  const { text, finish, usage } = await guardedCall(
    call,
    request,
    { texts: [request.system ?? '', request.prompt] },
    (maxOutputTokens) => {
      const bounded = maxOutputTokens === undefined ? request : { ...request, maxOutputTokens };
      return onText ? streamed(call, bounded, onText) : whole(call, bounded);
    },
    (received) => received.usage,
  );
  const truncated = checkAnswer(call, (request.system ?? '') + request.prompt, text, finish, usage);
  return { text, usage, truncated };
}

type Received = { readonly text: string; readonly finish: Finish; readonly usage: TextAnswer['usage'] };

const prompt = ({ system, prompt }: TextRequest) => (system === undefined ? { prompt } : { instructions: system, prompt });

async function whole(call: ModelCall, request: TextRequest): Promise<Received> {
  const sdk = await loadSdk();
  try {
    const result = await sdk.generateText({ model: call.model, ...prompt(request), ...settings(request) });
    return { text: result.text, finish: { reason: result.finishReason, raw: result.rawFinishReason }, usage: usageOf(call, result.usage) };
  } catch (error) {
    throw toModelError(error, call.config, { signal: request.signal, answering: false });
  }
}

async function streamed(call: ModelCall, request: TextRequest, onText: (delta: string) => void): Promise<Received> {
  const sdk = await loadSdk();
  // Ours beside the caller's: when `onText` throws or the stream breaks, the connection must not stay open.
  const stop = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
  const received = { text: '', finish: { reason: 'other', raw: undefined } as Finish, usage: usageOf(call, undefined) };
  const fail = (error: unknown) => toModelError(error, call.config, { signal: request.signal, answering: received.text !== '' });
  const parts = sdk.streamText({ model: call.model, ...prompt(request), ...settings({ ...request, signal }), onError: () => {} }).stream;
  const iterator = parts[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await iterator.next().catch((error: unknown) => {
        throw fail(error);
      });
      if (next.done) return received;
      const part = next.value;
      if (part.type === 'error') throw fail(part.error);
      if (part.type === 'abort') throw request.signal?.reason ?? fail(part);
      if (part.type === 'text-delta') {
        received.text += part.text;
        onText(part.text);
      }
      if (part.type === 'finish-step') {
        received.finish = { reason: part.finishReason, raw: part.rawFinishReason };
        received.usage = usageOf(call, part.usage);
      }
    }
  } finally {
    stop.abort();
  }
}

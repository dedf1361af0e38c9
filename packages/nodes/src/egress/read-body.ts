import { AppError } from '@arches/kernel';

/** Bytes of an answer that are held in memory whole, decompressed. */
const maxTextBytes = 50 * 1024 * 1024;

/** The answer as text. Throws `response_too_large`, without reading on. */
export async function readText(response: Response, url: URL, maxBytes: number = maxTextBytes): Promise<string> {
  if (!response.body) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new AppError(
        'response_too_large',
        `${url.host} answered with more than ${Math.round(maxBytes / 1024 / 1024)} MiB of text. Ask for less of it at once, or for a file.`,
      );
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The answer's bytes as they come, once there are any; `undefined` for an empty answer. */
export async function firstBytes(response: Response): Promise<AsyncIterable<Uint8Array> | undefined> {
  if (!response.body) return undefined;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    if (value.byteLength > 0) return rest(reader, value);
  }
}

async function* rest(reader: ReadableStreamDefaultReader<Uint8Array>, first: Uint8Array): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Whoever stops reading does not want the rest.
    await reader.cancel().catch(() => undefined);
  }
}

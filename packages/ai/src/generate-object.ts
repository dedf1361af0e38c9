import { AppError, type Usage } from '@arches/kernel';
import type { LanguageModelUsage, ModelMessage } from 'ai';
import { guardedCall } from './guarded-call.ts';
import { loadSdk } from './language-model.ts';
import { addUsage, checkAnswer, type Finish, type ModelCall, settings, usageOf } from './model-call.ts';
import { toModelError, withUsage } from './model-error.ts';
import type { ObjectAnswer, ObjectRequest } from './model-port.ts';
import { isStrict, readObject, wireSchema } from './output-schema.ts';

/** Longer invalid answers are shown to the model by their beginning only. */
const shownAnswerChars = 20_000;

export async function generateObject(call: ModelCall, request: ObjectRequest): Promise<ObjectAnswer> {
  const question: ModelMessage = { role: 'user', content: request.prompt };
  const first = await ask(call, request, [question]);
  const read = readObject(first.text, request.schema);
  if (read.ok) return { object: read.object, usage: first.usage };
  refuseTruncated(call, first, first.usage);

  const second = await ask(call, request, [
    question,
    { role: 'assistant', content: first.text.slice(0, shownAnswerChars) },
    {
      role: 'user',
      content: `That answer cannot be used:\n${read.problems.join('\n')}\nAnswer again with the whole corrected JSON object and nothing else.`,
    },
  ]);
  const usage = addUsage(first.usage, second.usage);
  const mended = readObject(second.text, request.schema);
  if (mended.ok) return { object: mended.object, usage };
  refuseTruncated(call, second, usage);
  throw new AppError(
    'model_output_invalid',
    `${call.config.model} (${call.config.name}) gave no valid "${request.schemaName}" in two rounds. ${mended.problems.slice(0, 3).join(' ')} A larger model may do better.`,
    { retryable: true, details: { usage, problems: mended.problems } },
  );
}

interface Answer {
  readonly text: string;
  readonly usage: Usage;
  readonly truncated: boolean;
}

function refuseTruncated({ config }: ModelCall, answer: Answer, usage: Usage): void {
  if (!answer.truncated) return;
  throw new AppError(
    'model_output_invalid',
    `${config.model} (${config.name}) ran out of output tokens in the middle of its answer. Allow more output tokens or ask for less.`,
    withUsage(usage),
  );
}

async function ask(call: ModelCall, request: ObjectRequest, messages: ModelMessage[]): Promise<Answer> {
  const { text, finish, usage } = await answerTo(call, request, messages);
  const asked = (request.system ?? '') + messages.map(({ content }) => content).join('');
  return { text, usage, truncated: checkAnswer(call, asked, text, finish, usage) };
}

/** Servers that were found to know nothing of JSON Schema in `response_format`; they get the schema in the prompt alone. */
const schemaless = new WeakSet<ModelCall['model']>();

async function answerTo(
  call: ModelCall,
  request: ObjectRequest,
  messages: ModelMessage[],
): Promise<{ text: string; finish: Finish; usage: Usage }> {
  const sdk = await loadSdk();
  const schema = wireSchema(request.schema);
  // Anthropic is given the schema by the SDK in its own way; other servers may take it as a mere hint, so the prompt says it too.
  const spoken =
    call.config.kind === 'anthropic'
      ? undefined
      : `Answer with one JSON object that matches this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`;
  const instructions = [request.system, spoken].filter((part) => part !== undefined).join('\n\n');
  const output = schemaless.has(call.model)
    ? undefined
    : sdk.Output.object({ schema: sdk.jsonSchema<unknown>(schema), name: request.schemaName });
  const texts = [instructions, ...messages.map(({ content }) => String(content))];
  const ask = (maxOutputTokens: number | undefined) =>
    sdk.generateText({
      model: call.model,
      ...(instructions ? { instructions } : {}),
      messages,
      ...settings(maxOutputTokens === undefined ? request : { ...request, maxOutputTokens }),
      ...(output ? { output, providerOptions: { openai: { strictJsonSchema: isStrict(schema) } } } : {}),
    });
  try {
    const result = await guardedCall(call, request, { texts, schema }, ask, (answer) => usageOf(call, answer.usage));
    return { text: result.text, finish: { reason: result.finishReason, raw: result.rawFinishReason }, usage: usageOf(call, result.usage) };
  } catch (error) {
    if (sdk.NoObjectGeneratedError.isInstance(error) && error.text !== undefined) return unparsed(call, error);
    if (output && refusesSchema(error)) {
      schemaless.add(call.model);
      return answerTo(call, request, messages);
    }
    throw toModelError(error, call.config, { signal: request.signal, answering: false });
  }
}

/** The SDK could not parse the answer; we read it ourselves, more patiently. */
function unparsed(
  call: ModelCall,
  error: { text: string | undefined; finishReason: Finish['reason'] | undefined; usage: LanguageModelUsage | undefined },
) {
  const reason = error.finishReason ?? 'other';
  return { text: error.text ?? '', finish: { reason, raw: reason === 'other' ? undefined : reason }, usage: usageOf(call, error.usage) };
}

function refusesSchema(error: unknown): boolean {
  const { statusCode, responseBody } = error as { statusCode?: unknown; responseBody?: unknown };
  return (
    (statusCode === 400 || statusCode === 422) && /response_format|json_schema|output_config|structured output/i.test(String(responseBody))
  );
}

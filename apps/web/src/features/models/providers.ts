import type { ModelView } from '../../lib/api.ts';

export type ProviderKind = ModelView['kind'];

export interface Provider {
  readonly kind: ProviderKind;
  readonly title: string;
  readonly hint: string;
  readonly needsKey: boolean;
  readonly baseUrl: string;
  readonly needsUrl: boolean;
  readonly modelExample: string;
}

export const providers: readonly Provider[] = [
  {
    kind: 'ollama',
    title: 'Ollama',
    hint: 'A model on your own machine or network. Nothing leaves it.',
    needsKey: false,
    needsUrl: true,
    baseUrl: 'http://127.0.0.1:11434',
    modelExample: 'llama3.2',
  },
  {
    kind: 'openai_compatible',
    title: 'OpenAI-compatible',
    hint: 'OpenAI, and every service or server that speaks its protocol.',
    needsKey: true,
    needsUrl: true,
    baseUrl: 'https://api.openai.com/v1',
    modelExample: 'gpt-5-mini',
  },
  {
    kind: 'anthropic',
    title: 'Anthropic',
    hint: 'Claude models with your own key.',
    needsKey: true,
    needsUrl: false,
    baseUrl: '',
    modelExample: 'claude-haiku-4-5',
  },
];

export function providerTitle(kind: ProviderKind): string {
  return providers.find((provider) => provider.kind === kind)?.title ?? kind;
}

import { AppError } from '@arches/kernel';
import type { ModelConfig, ProviderKind } from './model-port.ts';

const defaultBaseUrls: Record<ProviderKind, string> = {
  openai_compatible: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  ollama: 'http://127.0.0.1:11434/v1',
};

export interface Endpoint {
  /** Versioned API root without a trailing slash, such as `https://api.openai.com/v1`. */
  readonly apiUrl: string;
  /** The same without `/v1`; Ollama's own API lives there. */
  readonly rootUrl: string;
  readonly host: string;
  /** Loopback address or `ollama`: runs on hardware that nobody bills by the token. */
  readonly local: boolean;
}

/** People paste addresses with and without `/v1` or a trailing slash; all of them mean the same. Throws `model_config_invalid`. */
export function endpointOf(config: Pick<ModelConfig, 'kind' | 'baseUrl' | 'name'>): Endpoint {
  const given = config.baseUrl?.trim() || defaultBaseUrls[config.kind];
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) {
    throw new AppError(
      'model_config_invalid',
      `The address "${given}" of ${config.name} is not a web address. Write it like ${defaultBaseUrls[config.kind]}.`,
    );
  }
  const url = new URL(given);
  const path = url.pathname.replace(/\/+$/, '');
  const apiPath = path === '' ? '/v1' : path;
  return {
    apiUrl: url.origin + apiPath,
    rootUrl: url.origin + apiPath.replace(/\/v1$/, ''),
    host: url.hostname,
    local: config.kind === 'ollama' || isLoopback(url.hostname),
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

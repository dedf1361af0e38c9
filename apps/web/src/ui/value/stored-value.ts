import { isJsonObject } from '@arches/kernel';

/** A value too large for the row it belongs to: where it is, how large, and its beginning. */
export interface LargeValue {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  readonly preview: unknown;
}

export function largeValue(value: unknown): LargeValue | undefined {
  const artifact = isJsonObject(value) ? value['$artifact'] : undefined;
  if (!isJsonObject(artifact) || typeof artifact['id'] !== 'string' || typeof artifact['size'] !== 'number') return undefined;
  return { id: artifact['id'], size: artifact['size'], preview: artifact['preview'] };
}

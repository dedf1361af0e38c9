import { type FileRef, isFileRef, isJsonObject } from '@arches/kernel';

/** Files chosen but not sent. In the form's value each is an ordinary reference whose id only means something here. */
export interface HeldFiles {
  readonly hold: (file: File) => Promise<FileRef>;
  /** The value as multipart: files as files, the rest as text; lists and objects as JSON. */
  readonly formData: (value: unknown) => FormData;
}

export function createHeldFiles(): HeldFiles {
  const held = new Map<string, File>();
  return {
    hold: async (file) => {
      const id = `held_${held.size + 1}`;
      held.set(id, file);
      return { kind: 'file', id, name: file.name, mediaType: file.type || 'application/octet-stream', size: file.size };
    },
    formData: (value) => {
      const data = new FormData();
      for (const [name, entry] of Object.entries(isJsonObject(value) ? value : {})) add(data, held, name, entry);
      return data;
    },
  };
}

function add(data: FormData, held: ReadonlyMap<string, File>, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (isFileRef(value)) {
    const file = held.get(value.id);
    if (file) data.append(name, file, file.name);
    return;
  }
  if (Array.isArray(value) && value.some(isFileRef)) {
    for (const entry of value) add(data, held, name, entry);
    return;
  }
  data.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
}

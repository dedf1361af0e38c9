import type { FileRef } from '@arches/kernel';

export function fileUrl(id: string): string {
  return `/api/v2/files/${encodeURIComponent(id)}`;
}

/** Sends one file; `onProgress` gets 0 to 1. Rejects with the API's own error, in the shape that `shownError` reads. */
export function uploadFile(file: File, onProgress?: (share: number) => void): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v2/files');
    request.responseType = 'json';
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      const body: unknown = request.response;
      if (request.status >= 200 && request.status < 300) resolve(body as FileRef);
      else reject(Object.assign(new Error(`The file was not taken (${request.status}).`), { status: request.status, data: body }));
    };
    request.onerror = () => reject(new TypeError('network error while sending the file'));
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}

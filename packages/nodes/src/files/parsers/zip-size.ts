import { AppError } from '@arches/kernel';

const maxUnpackedBytes = 400 * 1024 * 1024;
const centralEntry = 0x02014b50;
const endRecord = 0x06054b50;

/** Refuses a ZIP archive that says it unpacks to more than 400 MB, or that is none, before anything is unpacked. */
export function checkArchive(data: Uint8Array): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const end = findEnd(view);
  if (end < 0) throw new AppError('file_unreadable', 'The file is damaged or cut short: its table of contents is missing.');
  const entries = view.getUint16(end + 10, true);
  let position = view.getUint32(end + 16, true);
  let total = 0;
  for (let index = 0; index < entries && position + 46 <= view.byteLength; index += 1) {
    if (view.getUint32(position, true) !== centralEntry) break;
    total += view.getUint32(position + 24, true);
    position += 46 + view.getUint16(position + 28, true) + view.getUint16(position + 30, true) + view.getUint16(position + 32, true);
  }
  if (total > maxUnpackedBytes)
    throw new AppError(
      'file_too_large',
      `Unpacked, this file would be ${Math.round(total / 1024 / 1024)} MB; that is more than can be read.`,
    );
}

function findEnd(view: DataView): number {
  for (let position = view.byteLength - 22; position >= Math.max(0, view.byteLength - 66_000); position -= 1) {
    if (view.getUint32(position, true) === endRecord) return position;
  }
  return -1;
}

import type { FileRef } from '@arches/kernel';
import type { JSX } from 'react';
import { sizeWords } from '../lib/format.ts';
import { fileUrl } from '../lib/files.ts';
import { IconDownload, IconFile, IconFileSpreadsheet, IconFileText, IconFileTypePdf } from './icons.ts';
import classes from './file-chip.module.css';

function fileIcon({ name, mediaType }: FileRef): typeof IconFile {
  if (/csv|sheet|excel/.test(mediaType) || /\.(csv|tsv|xlsx?|ods)$/i.test(name)) return IconFileSpreadsheet;
  if (mediaType === 'application/pdf') return IconFileTypePdf;
  if (/^text\/|json|word/.test(mediaType)) return IconFileText;
  return IconFile;
}

/** A file as a link that downloads it. */
export function FileChip({ file }: { readonly file: FileRef }): JSX.Element {
  const Icon = fileIcon(file);
  return (
    <a className={classes['chip']} href={fileUrl(file.id)} download={file.name} title={`Download ${file.name}`}>
      <Icon aria-hidden size={16} stroke={1.7} />
      <span className={classes['name']}>{file.name}</span>
      <span className={classes['size']}>{sizeWords(file.size)}</span>
      <IconDownload aria-hidden size={14} stroke={1.8} />
    </a>
  );
}

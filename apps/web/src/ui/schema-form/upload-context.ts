import type { FileRef } from '@arches/kernel';
import { createContext } from 'react';

/** How a form takes a file in. Screens for members send it at once; a public form keeps it until the form is sent. */
export type Upload = (file: File, onProgress: (share: number) => void) => Promise<FileRef>;

export const UploadContext = createContext<Upload | undefined>(undefined);

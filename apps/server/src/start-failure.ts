type SystemError = NodeJS.ErrnoException & { readonly port?: number; readonly address?: string };

/** Why Arches did not start, in a sentence for whoever sits at the terminal; never a stack trace. */
export function startFailure(cause: unknown): string {
  if (!(cause instanceof Error)) return `Arches cannot start: ${String(cause)}`;
  const { code, message, port, address, path = 'the data directory' } = cause as SystemError;
  switch (code) {
    case 'EADDRINUSE':
      return `Arches cannot start: port ${port} is in use by another program. Stop that one, or choose another port with PORT=….`;
    case 'EADDRNOTAVAIL':
      return `Arches cannot start: this machine has no address ${address}. Check HOST.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      if (port !== undefined)
        return `Arches cannot start: port ${port} may not be used by this account. Choose one above 1023 with PORT=….`;
      return `Arches cannot start: ${path} cannot be written. Check its owner, or choose another with ARCHES_DATA_DIR=….`;
    case 'ENOENT':
      return `Arches cannot start: ${path} cannot be made. Choose another with ARCHES_DATA_DIR=….`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `Arches cannot start: ${path} is a file, not a folder. Choose another with ARCHES_DATA_DIR=….`;
    case 'ENOSPC':
      return 'Arches cannot start: the disk is full.';
    default:
      return message.startsWith('Arches cannot start') ? message : `Arches cannot start: ${message}`;
  }
}

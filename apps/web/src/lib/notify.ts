import { notifications } from '@mantine/notifications';
import { shownError } from './errors.ts';

/** A short confirmation; read out politely. */
export function notifyDone(message: string): void {
  notifications.show({ message, color: 'green', withBorder: true, autoClose: 4000 });
}

/** What went wrong, in the server's words. */
export function notifyError(title: string, error: unknown): void {
  notifications.show({ title, message: shownError(error).message, color: 'red', withBorder: true, autoClose: 9000, role: 'alert' });
}

/** `Mon 5 Jan 08:00` by the clock of a time zone, or of this browser when none is given. */
export function zonedTime(at: string, timezone: string | null): string {
  const time = new Date(at);
  const parts = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(timezone === null ? {} : { timeZone: timezone }),
  } as const;
  return time.toLocaleString('en-GB', parts).replace(',', '');
}

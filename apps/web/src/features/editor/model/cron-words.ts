/** A schedule as people say it. `custom` is any five fields that no preset means. */
export type Schedule =
  | { readonly kind: 'minutes'; readonly every: number }
  | { readonly kind: 'hourly'; readonly minute: number }
  | { readonly kind: 'daily'; readonly time: string }
  | { readonly kind: 'weekly'; readonly time: string; readonly days: readonly number[] }
  | { readonly kind: 'monthly'; readonly time: string; readonly day: number }
  | { readonly kind: 'custom'; readonly cron: string };

/** 0 is Sunday, as in cron; shown from Monday. */
export const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const weekOrder = [1, 2, 3, 4, 5, 6, 0] as const;

export function scheduleOf(cron: string): Schedule {
  const custom: Schedule = { kind: 'custom', cron };
  const fields = cron.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', week = ''] = fields;
  if (fields.length !== 5 || month !== '*') return custom;
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  if ((every !== undefined || minute === '*') && hour === '*' && day === '*' && week === '*')
    return { kind: 'minutes', every: Number(every ?? 1) };
  if (!/^\d{1,2}$/.test(minute)) return custom;
  if (hour === '*' && day === '*' && week === '*') return { kind: 'hourly', minute: Number(minute) };
  if (!/^\d{1,2}$/.test(hour)) return custom;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && week === '*') return { kind: 'daily', time };
  if (day === '*') {
    const days = daysOf(week);
    return days ? { kind: 'weekly', time, days } : custom;
  }
  return /^\d{1,2}$/.test(day) && week === '*' ? { kind: 'monthly', time, day: Number(day) } : custom;
}

function daysOf(week: string): number[] | undefined {
  const days: number[] = [];
  for (const part of week.split(',')) {
    const range = /^([0-7])(?:-([0-7]))?$/.exec(part);
    if (!range) return undefined;
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    if (to < from) return undefined;
    for (let day = from; day <= to; day += 1) days.push(day % 7);
  }
  return [...new Set(days)];
}

export function cronOf(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'minutes':
      return schedule.every <= 1 ? '* * * * *' : `*/${schedule.every} * * * *`;
    case 'hourly':
      return `${schedule.minute} * * * *`;
    case 'daily':
      return `${timeFields(schedule.time)} * * *`;
    case 'weekly':
      return `${timeFields(schedule.time)} * * ${weekField(schedule.days)}`;
    case 'monthly':
      return `${timeFields(schedule.time)} ${schedule.day} * *`;
    case 'custom':
      return schedule.cron;
  }
}

function weekField(days: readonly number[]): string {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b);
  if (sorted.length === 0) return '*';
  return sorted.join(',') === '1,2,3,4,5' ? '1-5' : sorted.join(',');
}

function timeFields(time: string): string {
  const [hour = '0', minute = '0'] = time.split(':');
  return `${Number(minute)} ${Number(hour)}`;
}

/** "Every Monday at 08:00". */
export function scheduleWords(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'minutes':
      return schedule.every <= 1 ? 'Every minute' : `Every ${schedule.every} minutes`;
    case 'hourly':
      return `Every hour at ${String(schedule.minute).padStart(2, '0')} minutes past`;
    case 'daily':
      return `Every day at ${schedule.time}`;
    case 'weekly':
      return `Every ${dayWords(schedule.days)} at ${schedule.time}`;
    case 'monthly':
      return `On day ${schedule.day} of every month at ${schedule.time}`;
    case 'custom':
      return 'At times of your own';
  }
}

function dayWords(days: readonly number[]): string {
  const names = weekOrder.filter((day) => days.includes(day));
  if (names.join(',') === '1,2,3,4,5') return 'weekday';
  const words = names.map((day) => dayNames[day]);
  return words.length < 2 ? (words[0] ?? 'day') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

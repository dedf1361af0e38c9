import { evaluateExpression, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import { describe, expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { recurrenceOf } from './bind-schedule.ts';
import { parseLabelled, readingOf } from './marked.ts';

/** The plan of a request whose words and values were read without a fault. */
function planned(text: string, plan: string): Plan {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

const all = ({ nodes }: WorkflowDocument, type: string): WorkflowNode[] => nodes.filter((node) => node.type === type);
const waits = (plan: Plan): unknown[] => all(plan.document, 'flow.delay').map(({ config }) => config);
const asked = ({ questions, explanation }: Plan): string =>
  [...questions.map(({ text }) => text), ...explanation.potentialIssues].join('\n');
const fieldsOf = ({ nodes }: WorkflowDocument): { name: string; type: string }[] => (nodes[0]?.config['fields'] ?? []) as [];

describe('waits', () => {
  test.each([
    ['{time:two days} before {ref:the party}', { until: '{{ dateAdd(trigger.body.party_date, -2, "days") }}', cron: '0 9 * * *' }],
    [
      '{time:three months} before {ref:the contract ends}',
      { until: '{{ dateAdd(trigger.body.contract_end_date, -3, "months") }}', cron: '0 9 * * *' },
    ],
    ['{time:the evening} before {ref:pick-up}', { until: '{{ dateAdd(trigger.body.pickup_date, -1, "days") }}', cron: '0 18 * * *' }],
    ['{time:at 3pm} on {ref:arrival day}', { until: '{{ trigger.body.arrival_day }}', cron: '0 15 * * *' }],
    ['{time:one hour} before {ref:the slot}', { until: '{{ dateAdd(trigger.body.slot_date, -1, "hours") }}' }],
    ['until {time:Friday noon}', { cron: '0 12 * * 5' }],
    ['until {time:31 October}', { cron: '0 9 31 10 *' }],
    ['{time:48h}', { seconds: 172_800 }],
    ['{time:ninety days} later', { seconds: 7_776_000 }],
    ['{time:10 seconds}', { seconds: 10 }],
  ])('a wait is what its time and its moment say: %s', (words, config) => {
    expect(
      waits(planned(`⟦t.webhook|The shop reports a sale⟧. ⟦wait|${words}⟧ ⟦email|mail {to:a@b.example}⟧`, 't.webhook; wait; email')),
    ).toEqual([config]);
  });

  test('the next day at eight is not today at eight, whenever it begins', () => {
    const [config] = waits(
      planned('⟦t.webhook|A sale comes in⟧ ⟦wait|{time:next morning}⟧ ⟦email|mail {to:a@b.example}⟧', 't.webhook; wait; email'),
    );
    expect(config).toEqual({ seconds: 8 * 3600, cron: '0 8 * * *' });
  });

  test('“after” alone counts from the date of the wait before it, and each date has a field of its own', () => {
    const plan = planned(
      '⟦t.form|A guest checks in online⟧. ⟦wait|{time:at 3pm} on {ref:arrival day}⟧ ⟦email|mail {to:the guest}⟧, ⟦wait|{time:10am} on {ref:the last day}⟧ ⟦email|remind {to:them}⟧, ⟦wait|{time:two days} after⟧ ⟦email|ask {to:them}⟧',
      't.form; wait; email; wait; email; wait; email',
    );
    expect(waits(plan)).toEqual([
      { until: '{{ input.arrivalDay }}', cron: '0 15 * * *' },
      { until: '{{ input.lastDay }}', cron: '0 10 * * *' },
      { until: '{{ dateAdd(input.lastDay, 2, "days") }}', cron: '0 9 * * *' },
    ]);
    expect(fieldsOf(plan.document)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'arrivalDay', type: 'date' }),
        expect.objectContaining({ name: 'lastDay', type: 'date' }),
      ]),
    );
  });

  test('each row has dates of its own, whatever the start tells of', () => {
    const { document } = planned(
      '⟦t.form|The list of operations is uploaded⟧. ⟦wait|{time:Two weeks} after {ref:the operation}⟧ ⟦email|ask each {to:owner}⟧',
      't.form; read; each(wait; email)',
    );
    const loop = all(document, 'flow.for_each')[0];
    expect(loop?.body?.nodes[0]?.config).toEqual({ until: '{{ dateAdd(item.operation_date, 2, "weeks") }}', cron: '0 9 * * *' });
    expect(loop?.config['concurrency']).toBe(100);
  });

  test('what is counted from the start waits only for the rest', () => {
    const plan = planned(
      '⟦t.webhook|A ticket comes in⟧. ⟦wait|After {time:4 hours}⟧ ⟦email|mail {to:a@b.example}⟧, ⟦wait|after {time:8 hours}⟧ ⟦email|mail {to:c@b.example}⟧, ⟦wait|{time:2 more}⟧ ⟦email|mail {to:d@b.example}⟧',
      't.webhook; wait; email; wait; email; wait; email',
    );
    expect(waits(plan)).toEqual([{ seconds: 14_400 }, { seconds: 14_400 }, { seconds: 7200 }]);
  });

  test('a time that nobody can read is asked for', () => {
    const plan = planned('⟦t.form|Pupils apply⟧. ⟦wait|until {time:exams are over}⟧ ⟦email|mail {to:a@b.example}⟧', 't.form; wait; email');
    expect(waits(plan)).toEqual([{}]);
    expect(asked(plan)).toContain('exams are over');
  });
});

describe('after a wait', () => {
  test('a form cannot say what happened since, so it is asked for', () => {
    const plan = planned(
      '⟦t.form|Somebody orders⟧. ⟦wait|{time:A week} later⟧ ⟦if|if it is {op:not} {value:paid}⟧ ⟦email|mail {to:a@b.example}⟧',
      't.form; wait; if(email)',
    );
    expect(all(plan.document, 'flow.if')[0]?.config).toEqual({ condition: '' });
    expect(fieldsOf(plan.document).map(({ name }) => name)).not.toContain('status');
    expect(asked(plan)).toContain('How can one see that');
  });

  test('rows are got once more and narrowed as before', () => {
    const { document } = planned(
      '⟦t.schedule|{time:On the 3rd}⟧ ⟦source|from {file:rent.csv}⟧ ⟦filter|the {value:unpaid}⟧: ⟦email|remind each {to:tenant}⟧, ⟦wait|{time:10 days}⟧, ⟦filter|the rest⟧ ⟦email|to {to:lawyer@x.example}⟧',
      't.schedule; source; filter; each(email); wait; filter; email',
    );
    const [first, second] = all(document, 'data.filter');
    expect(second?.config['items']).toBe('{{ nodes.source2.output.rows }}');
    expect(second?.config['condition']).toBe(first?.config['condition']);
  });

  test('what is about several forms is told to need a list', () => {
    const plan = planned(
      '⟦t.form|Wards order meals⟧. ⟦wait|At {time:10:05}⟧ ⟦total|{calc:count} per {by:diet}⟧ ⟦email|to {to:kitchen@x.example}⟧',
      't.form; wait; total; email',
    );
    expect(asked(plan)).toContain('each that comes in is a run of its own');
  });
});

describe('an approval that is to be given in time', () => {
  const approval = (rest: string, plan: string): Plan =>
    planned(
      `⟦t.form|Somebody asks for leave⟧. ⟦approve|{to:boss@x.example} decides⟧. ⟦wait|After {time:3 days}⟧ ${rest}`,
      `t.form; approve; wait; ${plan}`,
    );

  test('asks the deputy too', () => {
    const { document } = approval('⟦if|without an answer⟧ ⟦approve|ask {to:deputy@x.example}⟧', 'if(approve)');
    expect(all(document, 'flow.approval').map(({ config }) => config)).toEqual([
      expect.objectContaining({ assignees: ['boss@x.example'], escalateAfterHours: 72, escalateTo: ['deputy@x.example'] }),
    ]);
  });

  test('reminds those who were asked', () => {
    const { document } = approval('⟦if|if she {op:hasn’t} {value:replied}⟧ ⟦email|remind {to:her}⟧', 'if(email)');
    expect(all(document, 'flow.approval')[0]?.config).toMatchObject({ remindEveryHours: 72 });
    expect(all(document, 'email.send')).toEqual([]);
  });

  test('does something else when the time is over', () => {
    const { document } = approval('⟦if|if {value:nobody answered}⟧ ⟦email|tell {to:hr@x.example}⟧', 'if(email)');
    expect(all(document, 'flow.approval')[0]?.config).toMatchObject({ timeoutHours: 72 });
    expect(all(document, 'flow.if')[0]?.config).toEqual({ condition: 'nodes.approve.output.by == "timeout"' });
    expect(document.edges.find(({ target }) => target === 'check')?.sourcePort).toBe('rejected');
  });
});

describe('filters on dates', () => {
  /** Whether a row is kept on 31 May 2026, a Sunday. */
  const keeps = (words: string, item: Record<string, string>, when = 'Each morning'): unknown => {
    const { document } = planned(
      `⟦t.schedule|{time:${when}}⟧ ⟦source|from {file:list.csv}⟧ ⟦filter|${words}⟧ ⟦email|mail {to:a@b.example}⟧`,
      't.schedule; source; filter; email',
    );
    const condition = String(all(document, 'data.filter')[0]?.config['condition']);
    return evaluateExpression(condition, { item, trigger: { at: '2026-05-31T08:00:00.000Z' } });
  };

  test.each([
    ['whose {column:visa} {op:runs out in} {value:30 days}', 'visa_expiry_date', '2026-06-30', '2026-06-29'],
    ['{op:due within} {value:3 weeks}', 'due_date', '2026-06-21', '2026-06-22'],
    ['{op:overdue by} {value:1–7 days}', 'due_date', '2026-05-24', '2026-05-20'],
    ['{noun:customers} who {op:have not} {column:ordered} {op:for} {value:half a year}', 'last_ordered', '2025-11-01', '2026-02-01'],
    ['{column:last visit} {op:more than} {value:6 months ago}', 'last_visit', '2025-11-01', '2026-02-01'],
    ['of {value:last week}', 'date', '2026-05-18', '2026-05-25'],
    ['{op:ending} {value:next month}', 'end_date', '2026-06-30', '2026-05-31'],
    ['{value:tomorrow’s} {noun:orders}', 'date', '2026-06-01', '2026-05-31'],
    ['for {value:next Sunday}', 'date', '2026-06-07', '2026-05-31'],
  ])('%s', (words, column, kept, left) => {
    expect(keeps(words, { [column]: kept })).toBe(true);
    expect(keeps(words, { [column]: left })).toBe(false);
  });

  test('“in 30 days” is seen once: on the day by a daily look, in its week by a weekly one', () => {
    const words = 'whose {column:visa} {op:runs out in} {value:30 days}';
    const seen = (when: string): number =>
      Array.from({ length: 40 }, (_, day) => new Date(Date.UTC(2026, 4, 31) + day * 86_400_000).toISOString().slice(0, 10)).filter(
        (date) => keeps(words, { visa_expiry_date: date }, when) === true,
      ).length;
    expect([seen('Each morning'), seen('Every Monday')]).toEqual([1, 7]);
  });
});

test('a look once a year compares years', () => {
  const { document } = planned(
    '⟦t.schedule|{time:On 2 January}⟧ ⟦source|take {file:members.csv}⟧, ⟦filter|those who {column:joined} {value:25 years ago}⟧, ⟦email|mail {to:a@b.example}⟧',
    't.schedule; source; filter; email',
  );
  expect(all(document, 'data.filter')[0]?.config['condition']).toBe(
    'formatDate(item.joined, "yyyy") == formatDate(dateAdd(trigger.at, -25, "years"), "yyyy")',
  );
});

test.each([
  ['the 5th and 20th', '0 9 5,20 * *'],
  ['Mon–Sat, 8.00', '0 8 * * 1-6'],
  ['8pm Oct to April', '0 20 * 10-12,1-4 *'],
  ['15 Jan and 15 July', '0 9 15 1,7 *'],
  ['February', '0 9 1 2 *'],
  ['before the market, Saturday 4 am', '0 4 * * 6'],
  ['the last day of the year', '0 9 31 12 *'],
])('“%s” is %s', (words, cron) => {
  expect(recurrenceOf(words, '')?.cron).toBe(cron);
});

test('a time that counts from a feast is asked for, and a first Sunday is one of the month', () => {
  expect(recurrenceOf('noon, 1st of Advent', '')).toBeUndefined();
  expect(recurrenceOf('every first Sunday', '')?.rule).toMatchObject({ unit: 'months', weekdays: ['sunday'], nth: [1] });
});

test('“remind the day before and thank the day after”: each mail goes out after its own wait', () => {
  const plan = planned(
    '⟦t.webhook|when {noun:a booking} is made⟧ ⟦email|confirm it⟧, ⟦email|remind {to:them}⟧ ⟦wait|{time:the day before}⟧ and ⟦email|thank {to:them}⟧ ⟦wait|{time:the day} after⟧',
    't.webhook; email; wait; wait; email; email',
  );
  expect(plan.document.nodes.map(({ type }) => type)).toEqual([
    'trigger.webhook',
    'email.send',
    'flow.delay',
    'email.send',
    'flow.delay',
    'email.send',
  ]);
  expect(waits(plan)).toMatchObject([
    { until: '{{ dateAdd(trigger.body.booking_date, -1, "days") }}' },
    { until: '{{ dateAdd(trigger.body.booking_date, 1, "days") }}' },
  ]);
});

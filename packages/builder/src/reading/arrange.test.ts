import { expect, test } from 'vitest';
import { edgesOf, marked, planOf } from '../testing/drawn.ts';

const drawn = (text: string, plan: string): string[] => edgesOf(planOf(marked(text, plan)));

test('words that ask for a yes are an approval, whatever they were read as', () => {
  const start = '⟦t.form|A loan form⟧. ';
  const asks = [
    '⟦email|It goes to {to:ida@bank.example} for approval⟧',
    '⟦email|Send it to {to:ida@bank.example} to OK⟧',
    '⟦wait|Wait for {to:Ida}’s ok⟧',
    '⟦unmet|let Ida check it before it goes out⟧',
    '⟦email|Ida must approve it⟧',
  ];
  for (const asked of asks) {
    const label = /⟦(\w+)/u.exec(asked)?.[1] ?? '';
    expect(drawn(`${start}${asked}, ⟦email|then mail {to:pay@bank.example}⟧`, `t.form; ${label}; email`)).toEqual([
      'trigger.form > flow.approval',
      'flow.approval.approved > pay',
    ]);
  }
});

test('telling somebody of an approval asks nobody for one', () => {
  expect(drawn('⟦t.form|A loan form⟧. ⟦email|Tell {to:ida@bank.example} that it waits for approval⟧', 't.form; email')).toEqual([
    'trigger.form > ida',
  ]);
  expect(drawn('⟦t.form|A loan form⟧. ⟦email|Remind {to:ida@bank.example} to approve it⟧', 't.form; email')).toEqual([
    'trigger.form > ida',
  ]);
});

test('“once I ok it” after “wait for my ok” asks nobody a second time', () => {
  const edges = drawn(
    '⟦t.form|A form for posts⟧. ⟦approve|Wait for {to:my} ok⟧; ⟦approve|once {to:I} ok it⟧ ⟦email|mail {to:web@x.example}⟧',
    't.form; approve; approve; email',
  );
  expect(edges).toEqual(['trigger.form > flow.approval', 'flow.approval.approved > web']);
});

test('what is said for an answer stands on its way, also where no condition was read', () => {
  const edges = drawn(
    '⟦t.form|A permit form⟧. ⟦approve|{to:chief@town.example} decides⟧. Approved: ⟦email|mail {to:file@town.example}⟧. Refused: ⟦email|mail {to:law@town.example}⟧, ⟦email|then {to:desk@town.example}⟧.',
    't.form; approve; email; email; email',
  );
  expect(edges).toEqual(['trigger.form > flow.approval', 'flow.approval.approved > file', 'flow.approval.rejected > law', 'law > desk']);
});

test('“if approved”, said behind a step after both letters, looks up what was answered', () => {
  const plan = planOf(
    marked(
      '⟦t.form|A day off⟧. ⟦approve|{to:boss@x.example} decides⟧. ⟦email|Mail {to:them} {what:the answer}⟧. ⟦email|Copy to {to:hr@x.example}⟧ if approved.',
      't.form; approve; email; email',
    ),
  );
  expect(edgesOf(plan).slice(-3)).toEqual(['{{ input.email }} > flow.if', '{{ input.email }} > flow.if', 'flow.if.true > hr']);
  expect(plan.document.nodes.find(({ type }) => type === 'flow.if')?.config['condition']).toBe(
    'nodes.approve.output.decision == "approved"',
  );
  expect(plan.explanation.potentialIssues.join(' ')).not.toContain('if approved');
});

test('“go on directly” is no step, and what is said after it is for both ways', () => {
  const edges = drawn(
    '⟦t.form|Orders⟧. ⟦if|If the {column:total} is {op:over} {value:500}⟧ ⟦approve|{to:boss@x.example} must approve⟧, ⟦else|if less⟧ ⟦fetch|go on directly⟧; after that ⟦email|mail {to:wh@x.example}⟧',
    't.form; if(approve|fetch; email)',
  );
  expect(edges).toEqual(['trigger.form > flow.if', 'flow.if.true > flow.approval', 'flow.approval.approved > wh', 'flow.if.false > wh']);
});

test('“either way” is for both answers, and another sentence may be for one of them again', () => {
  const edges = drawn(
    '⟦t.form|A purchase⟧. ⟦approve|{to:boss@x.example} decides⟧. ⟦if|When he said {value:no}⟧ ⟦email|mail {to:sad@x.example}⟧. ⟦else|Either way⟧ ⟦email|mail {to:file@x.example}⟧. When he said yes ⟦email|mail {to:buy@x.example}⟧.',
    't.form; approve; if(email|email; email)',
  );
  expect(edges.toSorted()).toEqual(
    ['trigger.form > flow.approval', 'flow.approval.rejected > sad', 'flow.approval.approved > buy', 'sad > file', 'buy > file'].toSorted(),
  );
});

test('“in any case” after an approval does not wait for a yes', () => {
  const edges = drawn(
    '⟦t.form|A purchase⟧. ⟦approve|{to:boss@x.example} decides⟧. In any case ⟦email|mail {to:file@x.example}⟧.',
    't.form; approve; email',
  );
  expect(edges).toEqual(['trigger.form > flow.approval', 'flow.approval.approved > file', 'flow.approval.rejected > file']);
});

test('two who both must agree are asked by one step, one after the other by two, and either of two by one that needs one yes', () => {
  const approvals = (words: string) =>
    planOf(marked(`⟦t.form|A trip⟧. ⟦approve|${words}⟧. ⟦email|Mail {to:go@x.example}⟧`, 't.form; approve; email')).document.nodes.flatMap(
      ({ type, config }) => (type === 'flow.approval' ? [[config['assignees'], config['quorum']]] : []),
    );
  expect(approvals('{to:a@x.example} and {to:b@x.example} must both approve')).toEqual([[['a@x.example', 'b@x.example'], 2]]);
  expect(approvals('{to:a@x.example} or {to:b@x.example} must approve')).toEqual([[['a@x.example', 'b@x.example'], undefined]]);
  expect(approvals('First {to:a@x.example} approves, then {to:b@x.example}')).toEqual([
    [['a@x.example'], undefined],
    [['b@x.example'], undefined],
  ]);
});

test('somebody who is to approve beside another and has no address is asked for', () => {
  const plan = planOf(
    marked(
      '⟦t.form|A trip⟧. ⟦approve|{to:the principal} and {to:b@x.example} must both approve⟧. ⟦email|Mail {to:go@x.example}⟧',
      't.form; approve; email',
    ),
  );
  expect(plan.questions[0]?.text).toContain('principal');
  expect(plan.document.nodes.find(({ type }) => type === 'flow.approval')?.config['assignees']).toEqual([]);
});

test('an approval that leads nowhere is pointed at', () => {
  const plan = planOf(marked('⟦t.form|A trip⟧. ⟦approve|{to:boss@x.example} decides⟧.', 't.form; approve'));
  expect(plan.explanation.potentialIssues.join(' ')).toContain('Nothing comes after a yes');
});

const sort = '⟦t.form|A review form⟧. ⟦classify|Is it {class:positive}, {class:neutral} or {class:negative}?⟧ ';

test('what is said for another class is not done for all others', () => {
  const edges = drawn(
    `${sort}⟦if|If {value:negative}⟧ ⟦email|mail {to:boss@x.example}⟧. Positive ones: ⟦email|mail {to:fan@x.example}⟧`,
    't.form; classify; if(email|email)',
  );
  expect(edges).toEqual([
    'trigger.form > ai.classify',
    'ai.classify > flow.switch',
    'flow.switch.negative > boss',
    'flow.switch.positive > fan',
  ]);
});

test('“for other” is the way that no class takes', () => {
  const edges = drawn(
    `${sort}⟦switch|{class:Negative}⟧ → ⟦email|{to:boss@x.example}⟧, ⟦case|{class:positive}⟧ → ⟦email|{to:fan@x.example}⟧, ⟦email|{to:info@x.example} for other⟧`,
    't.form; classify; switch(email|email; email)',
  );
  expect(edges.slice(2)).toEqual(['flow.switch.default > info', 'flow.switch.negative > boss', 'flow.switch.positive > fan']);
});

test('the right one of as many addresses as classes gets it', () => {
  const edges = drawn(
    `${sort}⟦email|Mail the right one ({to:a@x.example}, {to:b@x.example}⟧, ⟦email|{to:c@x.example}⟧)`,
    't.form; classify; email; email',
  );
  expect(edges.slice(2)).toEqual(['flow.switch.positive > a', 'flow.switch.neutral > b', 'flow.switch.negative > c']);
});

const table = '⟦t.form|I upload a csv of guests⟧. ⟦each|For each {noun:guest}⟧ ⟦generate|write {what:a letter}⟧';

test('what is said of all of them stands after the loop', () => {
  const said = [
    [', at the end ⟦email|mail {to:me@x.example}⟧', 'each(generate; email)'],
    ['. When done ⟦email|mail {to:me@x.example}⟧', 'each(generate; email)'],
    ['. ⟦if|When all are sent⟧ ⟦email|mail {to:me@x.example}⟧', 'each(generate; if(email))'],
    ['. ⟦wait|At the end⟧ ⟦email|mail {to:me@x.example}⟧', 'each(generate); wait; email'],
  ];
  for (const [words = '', plan = ''] of said)
    expect(drawn(`${table}${words}`, `t.form; read; ${plan}`)).toEqual([
      'trigger.form > file.read',
      'file.read > flow.for_each',
      'flow.for_each > me',
    ]);
});

test('“… put all in one PDF and mail it” mails once', () => {
  const edges = drawn(
    `${table}. ⟦write|Put all letters in one {format:PDF}⟧ and ⟦email|mail it to {to:me@x.example}⟧`,
    't.form; read; each(generate; email); write',
  );
  expect(edges).toEqual(['trigger.form > file.read', 'file.read > flow.for_each', 'flow.for_each > file.write', 'file.write > me']);
});

test('a second look calls the same address, and “still” is about what came then', () => {
  const plan = planOf(
    marked(
      '⟦t.schedule|Every hour⟧ ⟦fetch|get {url:https://plant.example/temp}⟧. ⟦if|If the {column:temperature} is {op:under} {value:15}⟧ ⟦wait|wait {time:30 minutes}⟧, ⟦fetch|check again⟧, ⟦else|if still cold⟧ ⟦email|mail {to:me@x.example}⟧',
      't.schedule; fetch; if(wait; fetch|email)',
    ),
  );
  expect(edgesOf(plan)).toEqual([
    'trigger.schedule > plant.example',
    'plant.example > flow.if',
    'flow.if.true > flow.delay',
    'flow.delay > plant.example',
    'plant.example > flow.if',
    'flow.if.true > me',
  ]);
  expect(plan.document.nodes.flatMap(({ type, config }) => (type === 'flow.if' ? [config['condition']] : []))).toEqual([
    'number(nodes.fetch.output.body.temperature) < 15',
    'number(nodes.fetch2.output.body.temperature) < 15',
  ]);
});

test('“otherwise throw it away” is nothing that a step is missing for', () => {
  const plan = planOf(
    marked(
      '⟦t.form|A post⟧. ⟦approve|{to:boss@x.example} decides⟧, ⟦email|then mail {to:web@x.example}⟧, otherwise throw it away',
      't.form; approve; email',
    ),
  );
  expect(plan.explanation.potentialIssues).toEqual([]);
});

test('an approval that is said last and stands before what goes out is asked before it', () => {
  const start = '⟦t.form|A form for hall bookings⟧. ⟦generate|Write {what:a contract}⟧, ⟦email|mail it to {to:them}⟧. ';
  const asks: [string, string][] = [
    ['⟦approve|{to:Finn} must agree first⟧', 't.form; generate; email; approve'],
    ['⟦approve|{to:Finn} has to see it⟧ before it goes out', 't.form; generate; email; approve'],
  ];
  for (const [asked, plan] of asks)
    expect(drawn(`${start}${asked}.`, plan)).toEqual([
      'trigger.form > ai.generate',
      'ai.generate > flow.approval',
      'flow.approval.approved > {{ input.email }}',
    ]);
  expect(
    drawn(
      `${start}⟦if|If {column:the guests} are {op:over} {value:50}⟧ ⟦approve|{to:Finn} looks at it first⟧.`,
      't.form; generate; email; if(approve)',
    ),
  ).toContain('flow.if.false > {{ input.email }}');
});

test('“and if no” after a question inside a condition is the no to that question', () => {
  const edges = drawn(
    '⟦t.form|A form for helpers⟧. ⟦if|If {column:age} is {op:over} {value:18}⟧ ⟦approve|ask {to:jo@x.example}⟧, ⟦if|if yes⟧ ⟦email|mail {to:a@x.example}⟧, ⟦wait|wait {time:a week}⟧ and ⟦email|mail {to:b@x.example}⟧, ⟦else|and if no⟧ ⟦email|mail {to:c@x.example}⟧.',
    't.form; if(approve; if(email); wait; email / email)',
  );
  expect(edges).toContain('flow.approval.rejected > c');
  expect(edges.filter((edge) => edge.endsWith('flow.delay'))).toEqual(['a > flow.delay']);
});

test('“if not approved”, said after what is for the yes, is the no', () => {
  const edges = drawn(
    '⟦t.form|A form for posts⟧. ⟦approve|{to:ida@x.example} approves⟧ → ⟦email|send it to {to:guest@x.example}⟧. ⟦if|if {op:not} {value:approved}⟧ ⟦email|send it back to {to:desk@x.example}⟧.',
    't.form; approve; email; if(email)',
  );
  expect(edges).toEqual(['trigger.form > flow.approval', 'flow.approval.approved > guest', 'flow.approval.rejected > desk']);
});

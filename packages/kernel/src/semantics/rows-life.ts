import { chapter } from './row.ts';

export const lifeChapters = [
  chapter(
    'Cancelling, and running out of time',
    'Cancelling calls off what works, closes what waits and ends the run at once. A run that has ended stays as it is.',
    `
    What works is called off, what has not begun never begins | a & b -> c | a ok; cancel | a ✓, b ⊘, c ⊘, aborted b, run ⊘
    What waits waits no more | ask:approval(Pay?, timeoutMs: 1h); rest:delay(60); hook:callback | cancel | ask ⊘, rest ⊘, hook ⊘, run ⊘
    … and its time never comes | rest:delay(60) -> a | cancel; +60s | rest ⊘, began, run ⊘
    A try that was to come is none | a[3 tries] | a fails for now; cancel | a ⊘, began a, run ⊘
    Loops and all in them end too | each:for_each([1,2]){ x } | cancel | each ⊘, each[0].x ⊘, each[1].x ⊘, run ⊘
    A run that another waits for is cancelled with it | sub:child(wf_other) | cancel | sub ⊘, run ⊘
    A run that has ended stays so | a | a ok 1; cancel | run ✓ 1
    A workflow may say how long its runs take; what is left then is called off | @within 60s; a & b -> c | a ok; +60s | a ✓, b ⊘, c ⊘, run ✗ run_timeout
    … waiting counts too | @within 60s; rest:delay(3600) | +60s | rest ⊘, run ✗ run_timeout
    … and a run that ends in time is not touched | @within 60s; a | a ok 1; +60s | run ✓ 1
    `,
  ),
  chapter(
    'In line, and paused',
    'A run over a limit is kept in line and has not begun. A paused run lets what works end and begins nothing new.',
    `
    In line nothing begins | a | held | a ·, run …
    It begins when it is let in | a | held; release | a ▶, run ▶
    Once | a | held; release; release | began a
    Its time counts from then on | @within 60s; a | held; +2h; release; +59s | run ▶
    Answers that come in line are kept | hook:callback | held; hook called 7; release | hook ✓ 7
    It can be cancelled in line | a | held; cancel | run ⊘, began
    Paused: what works ends, what follows does not begin | a -> b -> c | pause; a ok | a ✓, b ○, c ·, run ⏳
    … it is running as long as a step is | a -> b | pause | a ▶, run ▶
    … resumed, it goes on where it stood | a -> b | pause; a ok; resume | b ▶, began a b, run ▶
    … times come and people answer, but what follows waits | rest:delay(60) -> a; ask:approval(Pay?); ask.approved -> b | pause; +60s; ada approves ask | rest ✓, ask ✓, a ○, b ○
    … another try that is due waits as well | a[3 tries] | pause; a fails for now; +4s | a ○
    … and comes with the end of the pause | a[3 tries] | pause; a fails for now; +4s; resume | a ▶, a tried 2
    … loops stop between steps and go on | each:for_each([1,2], concurrency: 1){ x } | pause; each[0].x ok 1; resume; each[1].x ok 2 | each ✓ [1,2]
    … a run whose last step ends has ended | a | pause; a ok 1 | run ✓ 1
    … it can be cancelled | a -> b | pause; a ok; cancel | b ⊘, run ⊘
    … and its time runs on | @within 60s; a -> b | pause; a ok; +60s | run ✗ run_timeout
    Paused in line, it begins nothing when let in | a | held; pause; release | a ○, run ⏳
    Resuming what is not paused changes nothing | a | resume | a ▶, run ▶
    `,
  ),
  chapter(
    'Running again',
    'A rerun takes results of an earlier run as they are, and may use configurations that a person edited.',
    `
    What is reused is not done again | a -> b | reuse {"a":"old"} | a ✓ "old", b ▶, began b
    … a meeting takes old and new together | a & b -> j:merge | reuse {"a":1}; b ok 2 | j ✓ {"a":1,"b":2}
    … single items of a loop too | each:for_each([1,2,3]){ x } | reuse {"each[0].x":"one","each[2].x":"three"}; each[1].x ok "two" | each ✓ ["one","two","three"], began each[1].x
    … a whole loop | each:for_each([1,2]){ x } -> a | reuse {"each":[7,8]} | each ✓ [7,8], began a
    … an approval is not asked again | ask:approval(Pay?) | reuse {"ask":{"decision":"approved"}} | ask ✓
    An edited configuration stands in for the filled-in one, as it is | a(x: {{ input.no }}) | edited {"a":{"x":"{{ as it is }}"}} | a input {"x":"{{ as it is }}"}
    … of single items too | each:for_each([1,2]){ x(n: {{ item }}) } | edited {"each[1].x":{"n":20}} | each[0].x input {"n":1}, each[1].x input {"n":20}
    `,
  ),
  chapter(
    'Tests of a workflow',
    'A test run touches nothing outside: pins and samples stand in, waits end at once, nobody is asked.',
    `
    A pin stands in for a pure step | @pins {"s":2}; s:set(1) -> b:merge | in a test | s ✓ 2, b ✓ {"s":2}
    … in a test only | @pins {"s":2}; s:set(1) | starts | s ✓ 1
    … and a condition still decides where it goes | @pins {"ask":{"pinned":true}}; ask:if(false); ask.true -> a; ask.false -> b | in a test | ask ✓ {"pinned":true}, a –, b ▶
    A pinned approval goes the way the pin says | @pins {"ask":{"decision":"rejected"}}; ask:approval(Pay?); ask.approved -> a; ask.rejected -> b | in a test | a –, b ▶
    `,
  ),
];

/** What no host sends, and what only a host that carries a run out knows. */
export const kernelChapters = [
  chapter(
    'What comes late or twice',
    'An answer counts for the attempt it belongs to, and once. These rows give the kernel events that may lie in a journal after a crash.',
    `
    A second answer changes nothing | a -> b | a ok 1; a ok 2; a fails | a ✓ 1, b ▶, run ▶
    The answer of an attempt that was given up changes nothing | a[3 tries] | a fails for now; +4s; a#1 ok "late" | a ▶, a tried 2
    … that of the one under way does | a[3 tries] | a fails for now; +4s; a#1 ok "late"; a#2 ok "now" | a ✓ "now"
    An answer from before the step began changes nothing | a -> b | b ok 1 | b ·
    One to a step that is not there changes nothing | a | zz ok 1 | a ▶, run ▶
    … nor one to a step that was skipped | ask:if(false); ask.true -> a; b | a ok 1 | a –, b ▶
    Nothing changes a run that has ended | a | a fails; a ok 1; cancel | a ✗ broken, run ✗ broken at a
    A loop that begins anew does not take answers of its first life | each:for_each([1])[on error ask]{ x; y } | each[0].x fails; ada retries each; each[0].y#1 ok "old" | each[0].y ▶
    An attempt made once more after a crash: maybe | send | send begins; send begins again; send ok | send ✓, send sent maybe
    One that had begun and was called off: maybe | send | send begins; cancel | send ⊘, send sent maybe
    One that was called off before it began: not sent | send | cancel | send ⊘, send sent not sent
    `,
  ),
  chapter(
    'When a type of step is gone',
    'A run is pinned to its document. Where this server no longer has a type in it, that step fails and the rest goes on.',
    `
    Steps before it are as they were | a -> old:no_such_type | a ok 1 | a ✓ 1, old ▶
    It fails by its own policy | old:no_such_type[on error continue] -> b:merge | old fails as node_type_missing | old ✗ node_type_missing, b ✓
    A result that it gave while it was there stands | old:no_such_type -> b:merge | old ok 7 | b ✓ {"old":7}
    `,
  ),
  chapter(
    'Attempts that are put off',
    'A host puts an attempt off before it begins, where a service is left alone or has no place. That is no try and no failure.',
    `
    It is made when it was said to be | a | a put off 30s | a ↻ 30s, a tried 0, run ▶
    … and does not use up the tries | a | a put off 30s; +30s; a ok 1 | a ✓ 1, a tried 1, began a a
    Nobody says when: a second, then two, then four | a | a put off; +1s; a put off; +2s; a put off | a ↻ 4s
    … up to half a minute | a | a put off; +1s; a put off; +2s; a put off; +4s; a put off; +8s; a put off; +16s; a put off | a ↻ 30s
    Tries before and after count as ever | a[2 tries] | a fails for now; +4s; a put off 10s; +10s; a fails for now | a ✗ broken, a tried 2
    After a day of it the step has failed | a | a put off 23h; +23h; a put off 2h | a ✗ put_off, run ✗ put_off at a
    `,
  ),
];

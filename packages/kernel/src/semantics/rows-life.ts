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
    'Results used again',
    'A step marked `kept` may use an earlier result. The host looks for one, and keeps new ones; `found` is its answer that there is one, from `run_0`. What the kernel says of it to the host is after `kept`.',
    `
    A result that is there is used, and nothing is tried | a[kept 1h] -> b:merge | a found 7 | a ✓ 7, a cached from run_0, a tried 0, b ✓ {"a":7}, run ✓
    None is there: the step is run as ever | a[kept 1h] | a ok 7 | a ✓ 7, a cached no, a tried 1
    Results are told apart by everything the step is given | a(1)[kept 1h] | starts | kept a
    … or by a key | a[kept 1h by {{ input.id }}] | input {"id":7} | kept a by 7
    … a bare expression is one too | a[kept 1h by input.id] | input {"id":7} | kept a by 7
    … that is worked out once, also when the step is tried again | a[kept 1h by {{ input.id }}, 2 tries] | input {"id":7}; a fails for now; +4s | kept a by 7 a by 7
    … in a loop for each item | each:for_each([1,2]){ x[kept 1h by item] } | starts | kept each[0].x by 1 each[1].x by 2
    An empty key tells nothing apart: the step is run, and not kept | a[kept 1h by {{ input.id }}] | input {"id":null} | a ▶, kept
    A key that cannot be worked out fails the step, as its settings would | a[kept 1h by {{ input.no }}] | starts | a ✗ expression_error
    A test keeps nothing and uses nothing | a[kept 1h] | in a test | a ▶, kept
    What changes something outside is never kept | send[kept 1h] | starts | send ▶, kept
    A rerun runs the step anew: only what was made since is used | a[kept 1h] | again | kept a anew
    … but steps before it keep their results | a[kept 1h] -> b[kept 1h] | again; reuse {"a":1} | a ✓ 1, kept b anew
    On error: run first | a[kept 1h on error] | a ok 7 | a ✓ 7, a cached no, a tried 1
    … when it has failed for good an earlier result is looked for | a[kept 1h on error, 2 tries] | a fails server; +4s; a fails server | a ▶, a tried 2, kept a a a instead of broken
    … and stands in for it, with the failure told | a[kept 1h on error] -> b:merge | a fails server; a found 7 | a ✓ 7, a cached from run_0, a instead of broken, a tried 1, b ✓ {"a":7}, run ✓
    … if there is one; else the step has failed with what it failed with | a[kept 1h on error] | a fails server; a fails as nothing_kept | a ✗ broken, a tried 1, run ✗ broken at a
    … and its policy goes on from there | a[kept 1h on error, on error continue] -> b:merge | a fails timeout; a fails | a ✗ broken, b ✓
    … also after it was put off for too long | a[kept 1h on error] | a put off 23h; +23h; a put off 2h; a found 7 | a ✓ 7, a instead of put_off
    … not for a mistake of our own, which would come again | a[kept 1h on error] | a fails client | a ✗ broken, kept a
    A late answer of the attempt before does not count | a[kept 1h on error] | a fails server; a#1 ok 1 | a ▶
    A person who has it tried again has it run | a[kept 1h on error, on error ask] | a fails server; a fails; ada retries a; a ok 2 | a ✓ 2, a tried 2, a cached no
    Called off meanwhile, it stays so | a[kept 1h on error] | a fails server; cancel; a found 7 | a ⊘, run ⊘
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

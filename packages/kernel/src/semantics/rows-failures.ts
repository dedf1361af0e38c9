import { chapter } from './row.ts';

export const failureChapters = [
  chapter(
    'Trying again',
    'In these rows `[3 tries]` waits 4 s, then twice as long each time, at most 10 s, without chance. Of itself a step is tried once unless its type says more.',
    `
    A failure that may pass is tried again after the wait | a[3 tries] | a fails for now | a ↻ 4s, run ▶
    … with the next attempt of the same step | a[3 tries] | a fails for now; +4s | a ▶, a tried 2, began a a
    Not a moment sooner | a[3 tries] | a fails for now; +3s | a ↻ 1s
    The next wait is twice as long | a[3 tries] | a fails for now; +4s; a fails for now | a ↻ 8s
    … up to the longest | a[4 tries] | a fails for now; +4s; a fails for now; +8s; a fails for now | a ↻ 10s
    When the tries are used up it has failed | a[2 tries] | a fails for now; +4s; a fails for now | a ✗ broken, a tried 2, run ✗ broken at a
    A failure that will not pass is not tried again | a[3 tries] | a fails | a ✗ broken, a tried 1
    One try unless policy or type say more | a | a fails for now | a ✗ broken
    A type may say more | patient | patient fails for now | patient ↻
    … and the step’s own policy wins | patient[1 tries] | patient fails for now | patient ✗ broken
    What succeeds at last leaves no error | a[3 tries] -> b:merge | a fails for now; +4s; a ok 7 | a ✓ 7, b ✓ {"a":7}, run ✓
    Who asks to wait longer is obeyed | a[3 tries] | a fails asking for 20s | a ↻ 20s
    … and who asks to wait less | a[3 tries] | a fails asking for 1s | a ↻ 1s
    … up to ten minutes | a[3 tries] | a fails asking for 1h | a ↻ 10m
    With classes listed, those are tried again | a[3 tries on rate_limit] | a fails rate_limit | a ↻ 4s
    … and no others | a[3 tries on rate_limit] | a fails server | a ✗ broken
    … even where the failure itself gives no hope | a[3 tries on client] | a fails client | a ↻ 4s
    … and a failure of no class is none of them | a[3 tries on server] | a fails for now | a ✗ broken
    `,
  ),
  chapter(
    'When a step has failed for good',
    '`strict`, the usual setting, fails the run; `lenient` goes on with the error as data; `adaptive` tries again, then takes the error port, then asks a person. A step’s own policy wins.',
    `
    Strict: the run fails, and all else is called off | a & b -> c | a fails | a ✗ broken, b ⊘, c ⊘, aborted b, run ✗ broken at a
    Lenient: the error goes on as data | @lenient; a -> b:merge | a fails | a ✗ broken, b ✓ {"a":{"error":{"code":"broken","message":"a broke"}}}, run ✓
    Its own policy: go on, also when strict | a[on error continue] -> b:merge | a fails | b ✓, run ✓
    Its own policy: fail, also when lenient | @lenient; a[on error fail] -> b | a fails | b ⊘, run ✗ broken at a
    The error port: what hangs on it goes on, the rest is skipped | a[on error route] -> good; a.error -> sorry:merge | a fails | good –, sorry ✓ {"a":{"error":{"code":"broken","message":"a broke"}}}, run ✓
    An error port that is drawn is wish enough | a -> good; a.error -> sorry:merge | a fails | good –, sorry ✓
    When all goes well it is the other way round | a -> good; a.error -> sorry | a ok | good ▶, sorry –
    Adaptive: tried again although nothing says so | @adaptive; a | a fails for now | a ↻
    Adaptive: then the error port | @adaptive; a -> good; a.error -> sorry:merge | a fails | sorry ✓, run ✓
    Adaptive: then a person | @adaptive; a | a fails | a ⏳, a asks decision, run ⏳
    Adaptive: a person is asked about the step, not once more about its loop | @adaptive; each:for_each([1]){ x } | each[0].x fails; ada gives up each[0].x | each ✗ broken, run ✗ broken at each[0].x
    Its own policy: ask | a[on error ask] -> b | a fails | a ⏳, b ·, run ⏳
    The person has it tried again | a[on error ask] | a fails; ada retries a | a ▶, a tried 2
    … once: what is said of one attempt answers no question about the next | a[on error ask] | a fails; ada retries a#1; a fails; ada retries a#1 | a ⏳, a tried 2
    … and its tries count anew | a[2 tries, on error ask] | a fails for now; +4s; a fails for now; ada retries a; a fails for now | a ↻ 4s
    … or lets it count as done, with an output | a[on error ask] -> b:merge | a fails; ada accepts a with 7 | a ✓ 7, a warns ada let this step count as done, b ✓ {"a":7}
    … or gives up: the run fails with the step’s error | a[on error ask] | a fails; ada gives up a | a ✗ broken, run ✗ broken at a
    … by the error port where one is drawn | a[on error ask] -> b; a.error -> c:merge | a fails; ada gives up a | b –, c ✓, run ✓
    Others go on while somebody is asked | a[on error ask]; b -> c | a fails; b ok | a ⏳, c ▶, run ▶
    In a test nobody is asked | a[on error ask] | in a test; a fails | a ✗ broken, run ✗ broken at a
    A loop may ask too, and begins anew when tried again | each:for_each([1])[on error ask]{ x } | each[0].x fails; ada retries each; each[0].x ok 5 | each ✓ [5], began each[0].x each[0].x
    Pure steps and conditions fail by the same rules | s:set({{ input.no }})[on error continue] -> b:merge | starts | s ✗ expression_error, b ✓
    `,
  ),
  chapter(
    'What must not happen twice, and what was sent',
    '`pay` is marked at-most-once and `send` is not; both write outside. What is known of the effect is `once`, `maybe` or `not sent`.',
    `
    What went well was sent once | send | send ok | send sent once
    A failure that may have gone out: maybe | send[1 tries] | send fails | send sent maybe
    … also when the next try goes well | send[2 tries] | send fails for now; +4s; send ok | send ✓, send sent maybe
    A failure that surely sent nothing: not sent | send[1 tries] | send fails not sent | send sent not sent
    … and then a try that goes well: once | send[2 tries] | send fails for now not sent; +4s; send ok | send sent once
    At most once: a failure is not tried again | pay[3 tries] | pay fails for now | pay ✗ broken, began pay
    … unless nothing was sent | pay[3 tries] | pay fails for now not sent | pay ↻ 4s
    Nobody knows whether it happened: a person is asked | pay[3 tries] | pay fails as outcome_unknown | pay ⏳, pay asks decision, pay sent maybe, run ⏳
    … also when there was just no answer in time | pay[3 tries] | pay fails timeout | pay ⏳
    … or the connection broke | pay[3 tries] | pay fails network | pay ⏳
    … but not when it broke before anything was sent | pay[1 tries] | pay fails network not sent | pay ✗ broken, pay sent not sent
    … whatever the policy says of failures | pay[on error continue] | pay fails as outcome_unknown | pay ⏳
    The person found that it happened: once | pay | pay fails as outcome_unknown; ada accepts pay since it happened | pay ✓ null, pay sent once
    … or lets it count without looking: maybe | pay | pay fails as outcome_unknown; ada accepts pay | pay ✓, pay sent maybe
    … or that it did not, and has it done now: once | pay | pay fails as outcome_unknown; ada retries pay since it did not; pay ok | pay ✓, pay sent once
    … or that it did not, and shall not: not sent | pay | pay fails as outcome_unknown; ada gives up pay since it did not | pay ✗ outcome_unknown, pay sent not sent
    A step may be marked by its own policy | send[at most once, 3 tries] | send fails timeout | send ⏳, send asks decision
    … and a type’s mark taken off | pay[at least once, 3 tries] | pay fails timeout | pay ↻ 4s
    In a test nothing is asked and nothing said of sending | pay | in a test; pay fails as outcome_unknown | pay ✗ outcome_unknown, pay sent unknown
    `,
  ),
];

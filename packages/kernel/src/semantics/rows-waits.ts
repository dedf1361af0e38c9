import { chapter } from './row.ts';

export const waitChapters = [
  chapter(
    'Waiting for a time',
    'A wait takes no memory and no place; the run’s status is “waiting” when nothing else is under way.',
    `
    The step and the run wait | rest:delay(60) -> a | starts | rest ⏳ 60s, a ·, run ⏳
    … and go on when the time has come | rest:delay(60) -> a | +60s | rest ✓, a ▶, run ▶
    Not a second sooner | rest:delay(60) -> a | +59s | rest ⏳ 1s, a ·
    It hands on what came in | a -> rest:delay(60) -> b:merge | a ok 7; +60s | b ✓ {"rest":7}
    Days are no different | rest:delay(2592000) | +30d | rest ✓, run ✓
    No time at all is no wait | rest:delay(0) -> a | starts | rest ✓, a ▶
    The run is running while another step is | rest:delay(60); a | starts | rest ⏳, a ▶, run ▶
    In a test it ends at once | rest:delay(60) -> a | in a test | rest ✓, a ▶
    `,
  ),
  chapter(
    'Asking people',
    'An approval asks those it names, or anyone who may. One vote a person; one approval approves and one rejection rejects, unless it asks for more.',
    `
    The run waits for an answer | ask:approval(Pay?); ask.approved -> yes; ask.rejected -> no | starts | ask ⏳, run ⏳
    Approved: that way goes on | ask:approval(Pay?); ask.approved -> yes; ask.rejected -> no | ada approves ask | ask gives {"decision":"approved","by":"ada"}, yes ▶, no –
    Rejected: the other | ask:approval(Pay?); ask.approved -> yes; ask.rejected -> no | ada rejects ask | ask gives {"decision":"rejected","by":"ada"}, yes –, no ▶
    Somebody who is not asked changes nothing | ask:approval(Pay?, assignees: ["ada"]) | eve approves ask | ask ⏳, ask votes
    Names are compared without regard to case | ask:approval(Pay?, assignees: ["Ada"]) | ada approves ask | ask ✓
    Two of three: the first approval is not enough | ask:approval(Pay?, assignees: ["ada","bob","cyn"], quorum: 2) | ada approves ask | ask ⏳, ask votes ada approved
    … the second is | ask:approval(Pay?, assignees: ["ada","bob","cyn"], quorum: 2) | ada approves ask; cyn approves ask | ask gives {"decision":"approved","by":"cyn"}
    One person counts once | ask:approval(Pay?, assignees: ["ada","bob"], quorum: 2) | ada approves ask; ada approves ask | ask ⏳, ask votes ada approved
    … and may change their mind until it is decided | ask:approval(Pay?, assignees: ["ada","bob","cyn"], quorum: 2, rejections: 2) | ada rejects ask; ada approves ask; bob approves ask | ask gives {"decision":"approved"}
    One rejection rejects | ask:approval(Pay?, assignees: ["ada","bob","cyn"], quorum: 2) | ada approves ask; bob rejects ask | ask gives {"decision":"rejected","by":"bob"}
    … unless it asks for more | ask:approval(Pay?, assignees: ["ada","bob","cyn"], quorum: 2, rejections: 2) | ada rejects ask | ask ⏳, ask votes ada rejected
    Rejected as soon as so many cannot approve any more | ask:approval(Pay?, assignees: ["ada","bob","cyn"], quorum: 2, rejections: 3) | ada rejects ask; bob rejects ask | ask gives {"decision":"rejected"}
    More approvals than people fails it at once | ask:approval(Pay?, assignees: ["ada"], quorum: 2) | starts | ask ✗ quorum_impossible, run ✗ quorum_impossible at ask
    In a test it is approved at once, and says so | ask:approval(Pay?) | in a test | ask gives {"decision":"approved","by":"test"}, ask warns Approved automatically
    `,
  ),
  chapter(
    'When people do not answer',
    'Deadlines, reminders and escalations count from the moment of the question. Whoever is asked may pass the question on.',
    `
    At the deadline it is approved, where it says so | ask:approval(Pay?, timeoutMs: 1h, onTimeout: approve) | +1h | ask gives {"decision":"approved","by":"timeout"}
    … or rejected | ask:approval(Pay?, timeoutMs: 1h, onTimeout: reject); ask.rejected -> no | +1h | ask gives {"decision":"rejected"}, no ▶
    … or fails, which is the rule | ask:approval(Pay?, timeoutMs: 1h) | +1h | ask ✗ approval_timeout, run ✗ approval_timeout at ask
    Until then it waits | ask:approval(Pay?, timeoutMs: 1h) | +59m | ask ⏳ 1m
    A failed deadline is a failure like any other | ask:approval(Pay?, timeoutMs: 1h)[on error continue] -> b:merge | +1h | ask ✗ approval_timeout, b ✓, run ✓
    Those who have not answered are reminded, again and again | ask:approval(Pay?, assignees: ["ada","bob"], quorum: 2, remindEveryMs: 1h) | +1h; ada approves ask; +1h | told ada+bob (reminder) bob (reminder)
    Nobody is reminded after the end | ask:approval(Pay?, assignees: ["ada"], remindEveryMs: 1h); ask.approved -> b | +1h; ada approves ask; +3h | told ada (reminder)
    Nobody decided in time: others are asked too | ask:approval(Pay?, assignees: ["ada"], escalation: {"afterMs":3600000,"to":["boss"]}) | +1h | ask ⏳, ask asks ada boss, told boss (escalation)
    … and may answer from then on | ask:approval(Pay?, assignees: ["ada"], escalation: {"afterMs":3600000,"to":["boss"]}) | +1h; boss approves ask | ask gives {"decision":"approved","by":"boss"}
    … but not before | ask:approval(Pay?, assignees: ["ada"], escalation: {"afterMs":3600000,"to":["boss"]}) | boss approves ask | ask ⏳, ask votes
    Once, and only while it is undecided | ask:approval(Pay?, assignees: ["ada"], escalation: {"afterMs":3600000,"to":["boss"]}); ask.approved -> b | ada approves ask; +2h | ask ✓, told
    Those who may still be asked count for what is possible | ask:approval(Pay?, assignees: ["ada"], quorum: 1, rejections: 2, escalation: {"afterMs":3600000,"to":["boss"]}) | ada rejects ask | ask ⏳
    Passing it on: the other is asked instead, and told | ask:approval(Pay?, assignees: ["ada","bob"]) | ada passes ask to cyn | ask asks cyn bob, told cyn (delegation)
    … and the first is no more | ask:approval(Pay?, assignees: ["ada","bob"]) | ada passes ask to cyn; ada approves ask | ask ⏳, ask votes
    … their vote is forgotten | ask:approval(Pay?, assignees: ["ada","bob"], quorum: 2) | ada approves ask; ada passes ask to cyn | ask votes
    Nobody can pass on what they are not asked | ask:approval(Pay?, assignees: ["ada"]) | eve passes ask to cyn | ask asks ada
    Nor to somebody who is asked already | ask:approval(Pay?, assignees: ["ada","bob"]) | ada passes ask to bob | ask asks ada bob
    `,
  ),
  chapter(
    'Waiting for a call, and for another run',
    'A callback ends with the first call. A run of another workflow ends the step with its own end.',
    `
    The call’s content is the step’s output | hook:callback -> b:merge | hook called {"n":1} | hook ✓ {"n":1}, b ✓ {"hook":{"n":1}}
    Only the first call counts | hook:callback -> a | hook called 1; hook called 2 | hook ✓ 1
    Nobody calls: it fails at its deadline | hook:callback(60s) | +60s | hook ✗ callback_timeout, run ✗ callback_timeout at hook
    In a test its sample stands in | hook:callback | in a test | hook ✓ {"sample":true}, hook warns Nobody calls back
    Another workflow’s output is the step’s | sub:child(wf_other, input: {"n":1}) -> b:merge | sub ok 42 | sub ✓ 42, b ✓ {"sub":42}
    While it works the run waits | sub:child(wf_other) | starts | sub ⏳, sub asks child, run ⏳
    One that fails fails the step, which says why | sub:child(wf_other) | sub fails as broken | sub ✗ child_failed, run ✗ child_failed at sub
    One that is cancelled too | sub:child(wf_other) | sub is cancelled | sub ✗ child_cancelled
    One that takes too long is called off | sub:child(wf_other, timeoutMs: 60s) | +60s | sub ✗ child_timeout, run ✗ child_timeout at sub
    Sixteen workflows may stand above one that starts another | sub:child(wf_other) | 16 deep | sub ⏳
    … and no more | sub:child(wf_other) | 17 deep | sub ✗ too_deep
    `,
  ),
  chapter(
    'Answers that come early',
    'An answer to a step that has not asked yet is kept, and given to it once, when it asks.',
    `
    An early answer ends the question as soon as it is asked | a -> ask:approval(Pay?); ask.approved -> yes; ask.rejected -> no | ada rejects ask; a ok | ask gives {"decision":"rejected"}, no ▶, yes –
    Of several the first counts, as if the step had waited | a -> ask:approval(Pay?) | ada rejects ask; bob approves ask; a ok | ask gives {"decision":"rejected","by":"ada"}
    Early votes count towards a quorum | a -> ask:approval(Pay?, assignees: ["ada","bob"], quorum: 2) | ada approves ask; a ok; bob approves ask | ask gives {"decision":"approved","by":"bob"}
    An early call counts | a -> hook:callback | hook called 7; a ok | hook ✓ 7
    … the first of them | a -> hook:callback | hook called 1; hook called 2; a ok | hook ✓ 1
    Also for an item whose turn has not come | each:for_each([1,2], concurrency: 1){ ask:approval(Pay?); ask.approved -> s:set({{ nodes.ask.output.by }}) } | bob approves each[1].ask; ada approves each[0].ask | each ✓ ["ada","bob"]
    For a step that is skipped it is forgotten | q:if(input.yes); q.true -> hook:callback; q.false -> a -> b | input {"yes":false}; a ok | hook –, b ▶
    `,
  ),
];

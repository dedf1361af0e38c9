import { chapter } from './row.ts';

export const graphChapters = [
  chapter(
    'When a step begins',
    'A step begins when all that leads to it has ended. What does not depend on each other works side by side.',
    `
    A run of one step gives what the step gives | a | a ok 1 | a ✓ 1, run ✓ 1
    Steps in a row begin one after the other | a -> b -> c | a ok | a ✓, b ▶, c ·, began a b, run ▶
    Steps that nothing leads to begin at once | a; b; c | starts | a ▶, b ▶, c ▶, began a b c
    A fork begins both sides at once | a -> b & c | a ok | b ▶, c ▶, began a b c
    One side of a fork does not wait for the other | a -> b & c; b -> d | a ok; b ok | c ▶, d ▶
    Where sides meet, the step waits for all | a & b -> j:merge | b ok 2 | a ▶, j ·, run ▶
    … and goes on with what all of them gave | a & b -> j:merge | b ok 2; a ok 1 | j ✓ {"a":1,"b":2}, run ✓ {"a":1,"b":2}
    Who is faster makes no difference | a & b -> j:merge | a ok 1; b ok 2 | run ✓ {"a":1,"b":2}
    A short way waits for the long one | a -> b -> j:merge; a -> j | a ok 1; b ok 2 | j ✓ {"a":1,"b":2}
    Two edges between the same two steps count as one meeting | ask:if(true); ask.true -> j:merge; ask.false -> j | starts | j ✓ {"ask":{"holds":true}}
    A step that is switched off hands on what came in | a -> x[off] -> j:merge | a ok 7 | x ✓ 7, j ✓ {"x":7}, began a
    A step that is switched off and gets nothing hands on nothing | x[off] -> j:merge | starts | j ✓ {"x":null}
    Of several triggers the one that fired hands on; what only others lead to is skipped | hook:webhook -> a; form -> b | by form; input {"name":"Ada"} | hook –, a –, form ✓ {"name":"Ada"}, b ▶
    Where nobody says which trigger fired it is the first | one:manual -> a; two:webhook -> b | starts | one ✓, a ▶, two –, b –
    A first trigger that is switched off is passed over | one:manual[off] -> a; two:webhook -> b | starts | a –, b ▶
    Steps without a trigger begin whichever fires | one:manual -> a; free | starts | a ▶, free ▶
    `,
  ),
  chapter(
    'Branches',
    'A step that decides takes some of its ports. What only the other ports lead to is skipped, all the way down.',
    `
    A condition that holds takes its port | ask:if(input.yes); ask.true -> a; ask.false -> b | input {"yes":true} | ask ✓ {"holds":true}, a ▶, b –
    One that does not takes the other | ask:if(input.yes); ask.true -> a; ask.false -> b | input {"yes":false} | a –, b ▶
    What is skipped skips all that only it leads to | ask:if(false); ask.true -> a -> b -> c | starts | a –, b –, c –, run ✓ {"holds":false}
    Where a branch meets the main way again, the live side goes on alone | ask:if(true); ask.true -> a -> j:merge; ask.false -> b -> j | a ok 1 | b –, j ✓ {"a":1}
    A dead side is not waited for | ask:if(false); ask.true -> j:merge; a -> j | a ok 5 | j ✓ {"a":5}
    Where all sides are dead, so is the meeting | ask:if(false); ask.true -> a & b -> j:merge | starts | a –, b –, j –
    A port that leads nowhere ends the way | ask:if(true); ask.false -> a | starts | a –, run ✓ {"holds":true}
    Branches nest | x:if(true); x.true -> y:if(false); y.true -> a; y.false -> b; x.false -> c | starts | a –, b ▶, c –
    `,
  ),
  chapter(
    'Where ways meet',
    'A step with several ways to it waits for all live ones, unless its join policy says `any` or `at least n`.',
    `
    Any: the first that arrives is enough | a & b -> j:merge[any] | b ok 2 | j ✓ {"b":2}, a ▶, run ▶
    Any: it begins once, whatever comes later | a & b -> j:merge[any] -> c | b ok 2; a ok 1; c ok | j ✓ {"b":2}, began a b c, run ✓ "c"
    Any: a dead side does not count as one that arrives | ask:if(false); ask.true -> a -> j:merge[any]; b -> j | b ok | a –, j ✓ {"b":"b"}
    Any: with all sides dead it is skipped | ask:if(false); ask.true -> a & b -> j:merge[any] | starts | j –
    At least 2: the second is enough | a & b & c -> j:merge[at least 2] | c ok 3; a ok 1 | j ✓ {"a":1,"c":3}, b ▶
    At least 2: one is not | a & b & c -> j:merge[at least 2] | c ok 3 | j ·
    At least 2: a third changes nothing | a & b & c -> j:merge[at least 2] | c ok 3; a ok 1; b ok 2 | j ✓ {"a":1,"c":3}, run ✓ {"a":1,"c":3}
    At least 2: skipped as soon as so many cannot come | ask:if(true); ask.true -> a -> j:merge[at least 2]; ask.false -> b -> j | starts | b –, j –, a ▶
    At least 3 of two ways is never met | a & b -> j:merge[at least 3] -> c | a ok | j –, c –
    A failed side that goes on as data counts as one that arrives | a[on error continue] & b -> j:merge[at least 2] | a fails; b ok 2 | j ✓ {"a":{"error":{"code":"broken","message":"a broke"}},"b":2}
    `,
  ),
  chapter(
    'What a run gives',
    'What the workflow’s `outputs` say; without them what was answered; without that the last step’s output, or an object of all last steps.',
    `
    One last step: its output | a -> b | a ok 1; b ok 2 | run ✓ 2
    Several: an object of them by name | a; b | a ok 1; b ok 2 | run ✓ {"a":1,"b":2}
    Skipped steps are not among them | ask:if(true); ask.true -> a; ask.false -> b | a ok 1 | run ✓ 1
    A last step that was skipped leaves the one before it | ask:if(false); ask.true -> a | starts | run ✓ {"holds":false}
    A meeting that is skipped for want of others leaves what came to it | ask:if(true); ask.true -> a -> j:merge[at least 2]; ask.false -> b -> j | a ok 1 | j –, run ✓ 1
    A workflow that says what it gives gives that | @gives {"total":"{{ nodes.a.output.n }}"}; a | a ok {"n":3} | run ✓ {"total":3}
    … and fails where that cannot be made | @gives {"total":"{{ nodes.a.output.n }}"}; a | a ok {} | a ✓, run ✗ expression_error
    An answer is sent at once and is the run’s output | a -> say:respond({"hello":"{{ input.name }}"}) -> b | input {"name":"Ada"}; a ok; b ok | answered 200 {"hello":"Ada"}, run ✓ {"hello":"Ada"}
    It does not wait for what follows | a -> say:respond(1) -> b | a ok | answered 200 1, b ▶, run ▶
    Only the first answer is sent | one:respond(1) -> two:respond(2) | starts | answered 200 1, run ✓ 1
    What the workflow says it gives goes before the answer | @gives {"n":2}; say:respond(1) | starts | answered 200 1, run ✓ {"n":2}
    A step that gives nothing gives null | a | a ok null | a ✓ null, run ✓ null
    `,
  ),
  chapter(
    'Side by side, in turn, or both',
    'As a rule everything that can work works at once. `sequential` takes one step at a time; `hybrid` lets two steps that touch the same thing outside take turns.',
    `
    Sequential: one step at a time, in the order of the workflow | @sequential; a; b; c | a ok | a ✓, b ▶, c ○, began a b
    Sequential: a step after a meeting comes when its turn is | @sequential; a & b -> j:merge | a ok 1; b ok 2 | began a b, run ✓ {"a":1,"b":2}
    Sequential: what failed and is tried again keeps its turn | @sequential; a[2 tries]; b | a fails for now | a ↻ 4s, b ○
    Sequential: a step that waits for a person keeps its turn, and the run waits | @sequential; ask:approval(Pay?); b | starts | ask ⏳, b ○, run ⏳
    Sequential: a loop goes item by item | @sequential; each:for_each([1,2]){ x } | starts | each[0].x ▶, each[1].x ·
    Sequential: the parts of a parallel too | @sequential; side:parallel{ a; b } | side[0].a ok | began side[0].a side[1].b
    No more steps at once than the workflow allows | @2 at once; a; b; c | starts | a ▶, b ▶, c ○
    … and one more for each that ends | @2 at once; a; b; c | b ok | c ▶, began a b c
    Steps that wait take no place | @1 at once; ask:approval(Pay?); rest:delay(60); a | starts | a ▶
    Hybrid: two steps that touch the same take turns | @hybrid; a:touch(["x"]); b:touch(["x"]) | starts | a ▶, b ○
    Hybrid: the next begins when the first has ended | @hybrid; a:touch(["x"]); b:touch(["x"]) | a ok | b ▶, began a b
    Hybrid: others work beside them | @hybrid; a:touch(["x"]); b:touch(["y"]); c | starts | a ▶, b ▶, c ▶
    Hybrid: one that waits for two things is not overtaken for one of them | @hybrid; a:touch(["x"]); b:touch(["x","y"]); c:touch(["y"]) | a ok | b ▶, c ○
    Hybrid: what a step touches is read from its filled-in configuration | @hybrid; a:touch(["{{ input.host }}"]); b:touch(["h1"]) | input {"host":"h1"} | a ▶, b ○
    Hybrid: between two tries it keeps what it touches | @hybrid; a:touch(["x"])[2 tries]; b:touch(["x"]) | a fails for now | a ↻ 4s, b ○
    Hybrid: one that is called off frees it | @hybrid; side:parallel(any){ a:touch(["x"]); fast } -> b:touch(["x"]) | side[1].fast ok | side[0].a ⊘, b ▶
    Hybrid: no more at once than the workflow allows | @hybrid; @1 at once; a:touch(["x"]); b:touch(["y"]) | starts | a ▶, b ○
    Hybrid: a configuration that cannot be read fails its step, not its turn | @hybrid; a:touch(["{{ input.no }}"]) | starts | a ✗ expression_error
    Hybrid: items of a loop take turns as well | @hybrid; each:for_each(["x","y","x"]){ a:touch(["{{ item }}"]) } | starts | each[0].a ▶, each[1].a ▶, each[2].a ○
    `,
  ),
  chapter(
    'What expressions can name',
    'Text in `{{ }}` is filled in once, just before a step begins, from the run’s input, its trigger, earlier steps, and, in loops, the item.',
    `
    The run’s input | s:set({{ input.n + 1 }}) | input {"n":41} | s ✓ 42
    What started it; by hand its body is the input | s:set({{ trigger.body.n }}) | input {"n":1} | s ✓ 1
    The body of a webhook | s:set({{ trigger.body.n }}) | webhook {"n":2} | s ✓ 2
    The output of an earlier step | a -> s:set({{ nodes.a.output.n * 2 }}) | a ok {"n":21} | s ✓ 42
    Variables and the settings that the operator lets through | s:set({{ vars.tax + env.RATE }}) | vars {"tax":2}; env {"RATE":3} | s ✓ 5
    A variable that is not there fails the step and says what to do | s:set({{ vars.tax }}) | vars {"other":1} | s ✗ expression_error, s says There is no variable "tax"
    The workflow and the mode of the run | s:set({{ workflow.name + " " + run.mode }}) | starts | s ✓ "Row live"
    In a loop the item and its number | each:for_each(["x","y"]){ s:set({{ item + string(index) }}) } | starts | each ✓ ["x0","y1"]
    In a loop in a loop the inner ones | each:for_each([1,2]){ in:for_each([10,20]){ s:set({{ item }}) } } | starts | each ✓ [[10,20],[10,20]]
    From inside a loop the steps before it | a -> each:for_each([1,2]){ s:set({{ item + nodes.a.output }}) } | a ok 10 | each ✓ [11,12]
    A field that is one expression keeps its type | s:set({{ [1, 2] }}) | starts | s ✓ [1,2]
    One among other words becomes text | s:set(n is {{ 1 + 1 }}) | starts | s ✓ "n is 2"
    What comes out is never filled in again | a -> s:set({{ nodes.a.output }}) | a ok "{{ 1 + 1 }}" | s ✓ "{{ 1 + 1 }}"
    A field that is not there fails the step and says which | a -> s:set({{ nodes.a.output.n }}) | a ok {} | s ✗ expression_error, s says nodes.a.output has no field "n", run ✗ expression_error at s
    The output of a skipped step is no value | ask:if(false); ask.true -> a; ask.false -> s:set({{ nodes.a.output }}) | starts | s says the step was skipped
    … unless the expression says what to take instead | ask:if(false); ask.true -> a; ask.false -> s:set({{ default(nodes.a.output, 0) }}) | starts | s ✓ 0
    A step inside a loop cannot be read from outside | each:for_each([1]){ x:set(1) } -> s:set({{ nodes.x.output }}) | starts | s says is inside a loop
    An effect that cannot be filled in is not begun | a -> b(to: {{ nodes.a.output.mail }}) | a ok {} | b ✗ expression_error, began a
    Every attempt gets the same configuration | a(n: {{ input.n }})[2 tries] | input {"n":1}; a fails for now; +4s | a input {"n":1}, a tried 2
    `,
  ),
];

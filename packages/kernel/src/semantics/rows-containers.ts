import { chapter } from './row.ts';

export const containerChapters = [
  chapter(
    'For each',
    'A loop runs its body once for each item of a list, so many at once (10 unless it says otherwise), and gives the outputs in the order of the items.',
    `
    Outputs come in the order of the items, whichever is faster | each:for_each([1,2]){ x } | each[1].x ok "B"; each[0].x ok "A" | each ✓ ["A","B"]
    Ten at once unless it says otherwise | each:for_each([1,2,3,4,5,6,7,8,9,10,11]){ x } | starts | each[9].x ▶, each[10].x ·
    So many at once as it says | each:for_each([1,2,3], concurrency: 2){ x } | starts | each[0].x ▶, each[1].x ▶, each[2].x ·
    … and one more for each that ends | each:for_each([1,2,3], concurrency: 2){ x } | each[1].x ok | each[2].x ▶
    An empty list gives an empty list | each:for_each([]){ x } -> b:merge | starts | each ✓ [], b ✓ {"each":[]}
    An object with one list in it counts as that list | each:for_each({"rows":[1,2],"count":2}){ x:set({{ item * 2 }}) } | starts | each ✓ [2,4]
    Anything else fails it in plain words | each:for_each(text){ x } | starts | each ✗ not_a_list, each says "items" is "text"
    An empty body hands the items on | each:for_each([1,2]){} | starts | each ✓ [1,2]
    The first step of the body gets the item | each:for_each([1,2]){ x[off] } | starts | each ✓ [1,2]
    Several last steps of the body: an object of them | each:for_each([1]){ x:set(1); y:set(2) } | starts | each ✓ [{"x":1,"y":2}]
    A branch in the body decides for each item | each:for_each([1,2]){ ask:if(item > 1); ask.true -> x:set(big); ask.false -> y:set(small) } | starts | each ✓ ["small","big"]
    Loops nest | each:for_each([[1,2],[3]]){ in:for_each({{ item }}){ x:set({{ item * 10 }}) } } | starts | each ✓ [[10,20],[30]]
    An item that fails fails the loop and stops the others | each:for_each([1,2,3]){ x } | each[1].x fails | each[0].x ⊘, each[2].x ⊘, each says Item 2 of 3, run ✗ broken at each[1].x
    … unless the step inside goes on | each:for_each([1,2]){ x[on error continue] } | each[0].x fails; each[1].x ok 2 | each ✓ [{"error":{"code":"broken","message":"each[0].x broke"}},2]
    … or the loop itself | each:for_each([1,2])[on error continue]{ x } -> b:merge | each[0].x fails | each ✗ broken, each[1].x ⊘, b ✓ {"each":{"error":{"code":"broken","message":"Item 1 of 2: each[0].x broke"}}}, run ✓
    … or it takes its error port | each:for_each([1]){ x } -> a; each.error -> b:merge | each[0].x fails | a –, b ✓
    Each item’s step has its own tries | each:for_each([1,2]){ x[2 tries] } | each[0].x fails for now; each[1].x ok 2; +4s; each[0].x ok 1 | each ✓ [1,2]
    `,
  ),
  chapter(
    'While',
    'A loop that goes round as long as its condition holds, at most 100 times unless it says otherwise. `item` is what the round before gave, at first what came in.',
    `
    It asks before each round, the first included | w:while(false){ x } | starts | w ✓ []
    What a round gives is the next one’s item | a -> w:while(item < 4){ x:set({{ item + 1 }}) } | a ok 1 | w ✓ [2,3,4]
    The number of the round is index | w:while(index < 2){ x } | w[0].x ok 1; w[1].x ok 2 | w ✓ [1,2]
    Rounds come one after the other | w:while(true){ x } | w[0].x ok | w[1].x ▶, w[2].x ·
    A ceiling that is just enough is no failure | w:while(index < 2, maxIterations: 2){ x:set(1) } | starts | w ✓ [1,1]
    A condition that still holds at the ceiling fails it | w:while(true, maxIterations: 2){ x:set(1) } | starts | w ✗ loop_ceiling, w says 2 times
    … and not one round more is begun | w:while(true, maxIterations: 2){ x } | w[0].x ok; w[1].x ok | w ✗ loop_ceiling, began w[0].x w[1].x
    The ceiling is 100 unless it says otherwise | w:while(true){ x:set(1) } | starts | w says 100 times
    A condition that cannot be asked fails it | w:while(item.there){ x } | starts | w ✗ expression_error
    A round that fails fails it, and says which | w:while(true){ x } | w[0].x ok; w[1].x fails | w ✗ broken, w says Round 2, run ✗ broken at w[1].x
    `,
  ),
  chapter(
    'Break and continue',
    'They steer the nearest loop around them, through `parallel` and `try`. `continue` ends the item, `break` the loop; what they are given is the item’s output.',
    `
    Continue ends the item, with its value | each:for_each([1,2], concurrency: 1){ ask:if(item == 1); ask.true -> next:continue(none); ask.false -> x } | each[1].x ok 2 | each ✓ ["none",2]
    … or, without a value, with what it was handed | each:for_each([1]){ a -> next:continue } | each[0].a ok 5 | each ✓ [5]
    … and calls off what else the item does | each:for_each([1,2], concurrency: 1){ a -> next:continue; y } | each[0].a ok | each[0].y ⊘, each[1].a ▶
    Break ends the loop: later items do not begin | each:for_each([1,2,3], concurrency: 1){ a -> out:break } | each[0].a ok 5 | each ✓ [5], began each[0].a
    … those that had begun are called off | each:for_each([1,2,3]){ a -> out:break } | each[0].a ok 5 | each[1].a ⊘, each[2].a ⊘, each ✓ [5]
    … those before it still end | each:for_each([1,2,3]){ a -> ask:if(nodes.a.output > 0); ask.true -> out:break(end) } | each[1].a ok 1 | each[0].a ▶, each[1].a ✓, each[2].a ⊘, each ▶
    … and it is the last of the outputs | each:for_each([1,2,3]){ a -> ask:if(nodes.a.output > 0); ask.true -> out:break(end) } | each[1].a ok 1; each[0].a ok 0 | each ✓ [{"holds":false},"end"]
    Of several breaks the lowest item’s counts, whichever comes first | each:for_each([1,2,3]){ a -> out:break } | each[2].a ok 3; each[1].a ok 2; each[0].a ok 1 | each ✓ [1]
    A failure after the broken item does not count | each:for_each([1,2]){ a -> out:break } | each[1].a fails; each[0].a ok 1 | each ✓ [1], run ✓ [1]
    A failure before it does | each:for_each([1,2]){ a -> out:break } | each[1].a ok 2; each[0].a fails | each ✗ broken, run ✗ broken at each[0].a
    Break ends a while loop | w:while(true){ a -> out:break } | w[0].a ok 9 | w ✓ [9]
    Continue gives a while loop’s next round its item | a -> w:while(index < 2){ next:continue({{ item + 1 }}) } | a ok 0 | w ✓ [1,2]
    They steer the nearest loop only | each:for_each([1,2]){ in:for_each([7,8]){ out:break({{ item }}) } } | starts | each ✓ [[7],[7]]
    Through a parallel, whose other parts are called off | each:for_each([1]){ side:parallel{ a -> out:break; b } -> c } | each[0].side[0].a ok 1 | each[0].side[1].b ⊘, each[0].side ⊘, each[0].c ⊘, each ✓ [1]
    Through a try, whose clean-up comes first | each:for_each([1,2], concurrency: 1){ t:try{ a -> out:break; cleanup -> tidy } } | each[0].t[0].a ok 1 | each[0].t[2].tidy ▶, each ▶
    … and the loop is left when it has ended | each:for_each([1,2], concurrency: 1){ t:try{ a -> out:break; cleanup -> tidy } } | each[0].t[0].a ok 1; each[0].t[2].tidy ok | each ✓ [1]
    A clean-up that fails on the way fails the loop instead | each:for_each([1]){ t:try{ a -> out:break; cleanup -> tidy } } | each[0].t[0].a ok; each[0].t[2].tidy fails | run ✗ broken at each[0].t[2].tidy
    From an error part they make the failure good | each:for_each([1]){ t:try{ a; on_error -> next:continue(none) } } | each[0].t[0].a fails | each ✓ ["none"]
    One that is switched off does nothing | each:for_each([1,2]){ out:break[off] } | starts | each ✓ [1,2]
    `,
  ),
  chapter(
    'Parallel',
    'The parts of its body that no edge connects work side by side. It ends well when all have, or as many as it needs.',
    `
    Each part is numbered by its first step | side:parallel{ a -> b; c } | side[0].a ok | side[0].b ▶, side[1].c ▶
    It gives an object of the parts’ last steps | side:parallel{ a -> b; c } | side[0].a ok; side[1].c ok "C"; side[0].b ok "B" | side ✓ {"b":"B","c":"C"}
    A part that fails fails it and calls off the others | side:parallel{ a; b } | side[1].b fails | side[0].a ⊘, side says Part 2 of 2, run ✗ broken at side[1].b
    Any: the first that ends well is enough; the others are called off | side:parallel(any){ a; b } | side[1].b ok "B" | side[0].a ⊘, side ✓ {"b":"B"}
    Any: a failure is none while another part may end well | side:parallel(any){ a; b } | side[0].a fails | side ▶, run ▶
    Any: the last failure is one | side:parallel(any){ a; b } | side[0].a fails; side[1].b fails | side ✗ broken, run ✗ broken at side[1].b
    A number: so many must end well | side:parallel(2){ a; b; c } | side[0].a ok 1; side[2].c ok 3 | side[1].b ⊘, side ✓ {"a":1,"c":3}
    A number: it fails as soon as so many cannot | side:parallel(2){ a; b; c } | side[0].a fails; side[1].b fails | side[2].c ⊘, side ✗ broken
    More than there are fails it at once | side:parallel(3){ a; b } | starts | side ✗ need_too_many, began
    Neither a number nor all nor any fails it | side:parallel(most){ a; b } | starts | side ✗ config_invalid
    … and so does a need below one | side:parallel(0){ a; b } | starts | side ✗ config_invalid
    So many at once as it says | side:parallel(concurrency: 1){ a; b } | starts | side[0].a ▶, side[1].b ·
    … and the next when one has ended | side:parallel(concurrency: 1){ a; b } | side[0].a ok | side[1].b ▶
    Its own policy: the failure goes on as data | side:parallel[on error continue]{ a; b } -> c:merge | side[1].b fails | c ✓ {"side":{"error":{"code":"broken","message":"Part 2 of 2: side[1].b broke"}}}, run ✓
    In a loop its steps read the item and what stands before | a -> each:for_each([10,20]){ side:parallel{ x:set({{ item + nodes.a.output }}) } } | a ok 1 | each ✓ [{"x":11},{"x":21}]
    A part whose steps are all skipped ends well | side:parallel{ ask:if(false); ask.true -> a } | starts | side ✓ {"ask":{"holds":false}}
    An empty one gives an empty object | side:parallel{} | starts | side ✓ {}
    A part gets what the container got | a -> side:parallel{ x[off]; y[off] } | a ok 7 | side ✓ {"x":7,"y":7}
    A part cannot read another | side:parallel{ x:set(1); y:set({{ nodes.x.output }}) } | starts | side says in a part of its own
    `,
  ),
  chapter(
    'Try',
    'What hangs on `on_error` runs when the main part has failed, and makes it good. What hangs on `cleanup` runs in either case. Clean-up does not run when the whole try is called off from outside.',
    `
    When all goes well it gives the main part’s output | t:try{ a; on_error -> b } | t[0].a ok 1 | t ✓ 1, began t[0].a
    The clean-up comes before it ends | t:try{ a; cleanup -> tidy } | t[0].a ok 1 | t[2].tidy ▶, t ▶
    … and does not change what it gives | t:try{ a; cleanup -> tidy } | t[0].a ok 1; t[2].tidy ok 2 | t ✓ 1
    A failure begins the error part, which knows what failed and where | t:try{ a; on_error -> b(why: {{ nodes.on_error.output.error }}) } | t[0].a fails | t[1].b input {"why":{"code":"broken","message":"t[0].a broke","step":"t[0].a"}}
    What the error part gives is what the try gives | t:try{ a; on_error -> b; cleanup -> tidy } | t[0].a fails; t[1].b ok "mended"; t[2].tidy ok | t ✓ "mended", run ✓ "mended"
    What else the main part does is called off | t:try{ a; z; on_error -> b } | t[0].a fails | t[0].z ⊘, t[1].b ▶
    A step of the main part is tried again before that | t:try{ a[2 tries]; on_error -> b } | t[0].a fails for now | t[0].a ↻ 4s, t[1].b ·
    The workflow’s setting comes after the error part, not before | @lenient; t:try{ a; on_error -> b } | t[0].a fails | t[1].b ▶
    … adaptive as well: nobody is asked | @adaptive; t:try{ a; on_error -> b } | t[0].a fails | t[1].b ▶
    Without an error part it fails after the clean-up | t:try{ a; cleanup -> tidy } | t[0].a fails; t[2].tidy ok | t ✗ broken, run ✗ broken at t[0].a
    … by its own policy | t:try[on error continue]{ a; cleanup -> tidy } -> b:merge | t[0].a fails; t[2].tidy ok | b ✓ {"t":{"error":{"code":"broken","message":"t[0].a broke"}}}
    An error part that fails too: the first failure counts, the second is told | t:try{ a; on_error -> b } | t[0].a fails as first; t[1].b fails as second | t ✗ first, t warns t[1].b broke, run ✗ first at t[0].a
    A clean-up that fails fails it | t:try{ a; cleanup -> tidy } | t[0].a ok; t[2].tidy fails | run ✗ broken at t[2].tidy
    … unless something failed before; then it is told | t:try{ a; cleanup -> tidy } | t[0].a fails as first; t[2].tidy fails as second | t ✗ first, t warns The clean-up failed too
    The clean-up knows what failed | t:try{ a; cleanup -> tidy(why: {{ nodes.cleanup.output.error }}) } | t[0].a ok | t[2].tidy input {"why":null}
    Both may read the parts before them | t:try{ x:set(1) -> a; on_error -> b:set({{ nodes.x.output }}) } | t[0].a fails | t ✓ 1
    … where these have an output | t:try{ a; on_error -> b:set({{ default(nodes.a.output, "none") }}) } | t[0].a fails | t ✓ "none"
    Its first steps get what it got | a -> t:try{ x[off] } | a ok 7 | t ✓ 7
    A clean-up alone does what it does | t:try{ cleanup -> tidy } | t[2].tidy ok | t ✓ null
    Cancelling the run does not run it | t:try{ a; cleanup -> tidy } | cancel | t[0].a ⊘, t[2].tidy ·, t ⊘, run ⊘
    Nor does a failure elsewhere that ends the run | t:try{ a; cleanup -> tidy }; b | b fails | t[0].a ⊘, t[2].tidy ·, t ⊘, run ✗ broken at b
    Nor does another part of a parallel that was enough | side:parallel(any){ t:try{ a; cleanup -> tidy }; b } | side[1].b ok | side[0].t[0].a ⊘, side[0].t[2].tidy ·, side[0].t ⊘
    `,
  ),
];

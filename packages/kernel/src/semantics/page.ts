import type { Chapter, Row } from './row.ts';
import { chapters, hostChapters } from './semantics.ts';

const HEAD = `# What a workflow means

This is the specification, one line a rule: a small workflow, what happens to it, and how it stands then. Every line is a test. The kernel,
which decides, passes all of them; the embedded host passes those that can happen on a host, with its database and its journal, step by step
beside the kernel; any further host has to pass the same.

This page is made from the table in \`packages/kernel/src/semantics\` by \`npm run docs:semantics\`. A test fails when it is out of date.

## How to read it
**Workflow.** \`a -> b & c\` is an edge from \`a\` to \`b\` and one to \`c\`; \`;\` parts ways. A step is \`name:type(configuration)[policy]{body}\`; its
type is its name where there is such a type, else it is an ordinary step that does something outside. \`ask.true -> b\` leaves by the port
\`true\`. Words after \`@\` are the workflow’s settings. Inside containers a step is \`each[0].x\`: the step \`x\` of the first item, round or part;
of a \`try\`, part 0 is the main part, 1 the error part, 2 the clean-up.

**What happens.** \`a ok 7\`: the attempt under way gives 7. \`a fails\`, for good; \`a fails for now\` may pass. \`+4s\`: time passes, and what is due
comes. \`ada approves ask\`, \`hook called 7\`, \`ada retries a\`: answers of people and others. Before the run starts: \`input …\`, \`in a test\`, \`held\`.

**How it stands then.**

| sign | the step (or the run) | sign | |
|---|---|---|---|
| \`·\` | has not begun | \`✓ 7\` | has succeeded, and gives 7 |
| \`○\` | may begin and has no place or turn yet | \`✗ code\` | has failed, with this code |
| \`▶\` | works | \`–\` | is skipped |
| \`↻ 4s\` | is tried again in 4 s | \`⊘\` | was called off |
| \`⏳ 1h\` | waits, for an hour at most | \`…\` | (the run) is in line |

\`began a b\` are all attempts begun so far, in order; \`aborted\` those that were told to stop; \`told bob (reminder)\` who was told of a question;
\`answered 200 …\` what the caller got. \`tried\`, \`sent\`, \`asks\`, \`votes\`, \`says\`, \`warns\`, \`input\`, \`gives\` are what the step shows.
`;

/** The page in the documentation, as Markdown. */
export function semanticsPage(): string {
  return `${HEAD}\n${chapters.map((each) => section(each)).join('\n')}`;
}

function section({ title, about, rows }: Chapter): string {
  const isForHosts = hostChapters.some((each) => each.title === title);
  const note = isForHosts ? '' : ' (The kernel alone.)';
  const table = ['| rule | workflow | what happens | how it stands then |', '|---|---|---|---|', ...rows.map((row) => line(row))];
  return `## ${title}\n${about}${note}\n\n${table.join('\n')}\n`;
}

function line({ rule, workflow, events, expected }: Row): string {
  return `| ${[rule, code(workflow), events === 'starts' ? '' : code(events), code(expected)].join(' | ')} |`;
}

/** Bars would end the cell. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

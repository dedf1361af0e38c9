/** The plain form, as people write it by hand: a webhook that answers with one more than it was given. */
export function echoDocument(path: string, respond: 'immediately' | 'when_finished' | 'respond_node' = 'respond_node') {
  return {
    id: 'echo',
    name: 'Echo',
    nodes: [
      { id: 'start', type: 'trigger.webhook', config: { path, method: 'POST', respond } },
      { id: 'set', type: 'data.set', config: { fields: { n: '{{ trigger.body.n + 1 }}' } } },
      {
        id: 'reply',
        type: 'flow.respond',
        config: { status: 201, headers: { 'x-kind': 'echo' }, body: { answer: '{{ nodes.set.output.n }}' } },
      },
    ],
    edges: [
      { source: 'start', target: 'set' },
      { source: 'set', target: 'reply' },
    ],
  };
}

/** Started by hand, with declared inputs. */
export const doublingDocument = {
  id: 'doubling',
  name: 'Doubling',
  inputs: {
    type: 'object',
    properties: { n: { type: 'number', title: 'Number' } },
    required: ['n'],
    additionalProperties: false,
  },
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'double', type: 'data.set', config: { fields: { twice: '{{ input.n * 2 }}' } } },
  ],
  edges: [{ source: 'start', target: 'double' }],
};

/** A form with a file: reads the rows of a CSV. */
export function formDocument(path?: string) {
  return {
    id: 'form',
    name: 'Feedback',
    nodes: [
      {
        id: 'form',
        type: 'trigger.form',
        config: {
          title: 'Feedback',
          ...(path === undefined ? {} : { path }),
          thanks: 'Thanks a lot.',
          fields: [
            { name: 'file', label: 'Feedback', type: 'file', required: true },
            { name: 'copies', label: 'Copies', type: 'number', required: false },
          ],
        },
      },
      { id: 'read', type: 'file.read', config: { file: '{{ input.file }}' } },
      { id: 'count', type: 'data.set', config: { fields: { rows: '{{ size(nodes.read.output.rows) }}', copies: '{{ input.copies }}' } } },
    ],
    edges: [
      { source: 'form', target: 'read' },
      { source: 'read', target: 'count' },
    ],
  };
}

/** Waits for a person. */
export const approvalDocument = {
  id: 'approval',
  name: 'Ask first',
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'ask', type: 'flow.approval', config: { title: 'Send it?', assignees: ['ada@example.com'] } },
    { id: 'yes', type: 'data.set', config: { fields: { sent: true } } },
  ],
  edges: [
    { source: 'start', target: 'ask' },
    { source: 'ask', sourcePort: 'approved', target: 'yes' },
  ],
};

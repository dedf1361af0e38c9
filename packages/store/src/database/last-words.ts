/** Why the database program gave up. */
export interface LastWords {
  readonly message: string;
  /** SQLSTATE. */
  readonly state: string;
}

const READY = 0x5a;
const ERROR = 0x45;
const readyBytes = 6;

/**
 * What the database said before it died, if that is how this answer ends. An answer ends with ReadyForQuery, except when an error was so
 * grave (FATAL, PANIC) that the program ends with it: it says so and falls silent, and whoever waited for more would wait for ever.
 */
export function lastWords(answer: Uint8Array): LastWords | undefined {
  if (answer[answer.length - readyBytes] === READY) return undefined;
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readUInt32BE(at + 1)) {
    if (bytes[at] !== ERROR) continue;
    const fields = fieldsOf(bytes.subarray(at + 5, at + 1 + bytes.readUInt32BE(at + 1)));
    const severity = fields.get('V') ?? fields.get('S');
    if (severity === 'PANIC' || severity === 'FATAL') return { message: fields.get('M') ?? severity, state: fields.get('C') ?? '' };
  }
  return undefined;
}

/** Of an ErrorResponse: a letter and a text ended by a zero, again and again. */
function fieldsOf(body: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const end = body.indexOf(0, at);
    if (end === -1) break;
    fields.set(String.fromCharCode(body[at] ?? 0), body.toString('utf8', at + 1, end));
    at = end + 1;
  }
  return fields;
}

/** Words that a field of a form may end with by themselves. */
const ends = new Set(
  `name surname lastname class reason phone telephone mobile email e-mail mail address date age birthday birthdate amount number time comment comments message size quantity
  city street town zip postcode grade price hours notes signature team room day group school voice shift allergies allergy nationality gender company position department salary
  iban start end from until weight height colour color remarks question`.split(/\s+/u),
);
/** … and those that only say which number, date or name the word before them stands for: “phone number”, “class teacher”. */
const tails = new Set('number no id code address date time size teacher leader amount type colour color level plate'.split(' '));
const named = new Set('team class school company group room street city town department position'.split(' '));

/** “child name class” → child name, class: fields that were listed without a comma; anything else stays one field. */
export function unmerged(words: string): string[] {
  const tokens = words.trim().split(/\s+/u);
  if (tokens.length < 2 || /[,/&()]|\b(?:of|for|and|or|with|in|on|at|to|per)\b/iu.test(words)) return [words];
  const fields: string[][] = [[]];
  for (const token of tokens) {
    const last = fields.at(-1) ?? [];
    const before = last.at(-1)?.toLowerCase();
    const word = token.toLowerCase();
    const isTail = tails.has(word) || (word === 'name' && before !== undefined && named.has(before) && last.length === 1);
    if (before !== undefined && ends.has(before) && !isTail) fields.push([token]);
    else last.push(token);
  }
  const isClosed = fields.every((field) => {
    const last = field.at(-1)?.toLowerCase() ?? '';
    return ends.has(last) || tails.has(last);
  });
  return isClosed ? fields.map((field) => field.join(' ')) : [words];
}

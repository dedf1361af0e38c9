/** Words the rules know; a word that is none of them but nearly one is read as that one. */
const known = (
  'upload uploads uploaded customer customers feedback complaint complaints comment comments review reviews group topic topics theme themes count report reports ' +
  'excel spreadsheet every monday tuesday wednesday thursday friday saturday sunday morning afternoon evening weekday weekdays week weekly month monthly daily hourly ' +
  'invoice invoices order orders approve approval approved manager message messages question questions answer answers summary summarise summaries extract classify ' +
  'categorise category categories filter remove duplicate duplicates sort average total amount number numbers attachment attach address notify remind reminder reminders ' +
  'schedule appointment appointments patient patients student students parent parents teacher teachers booking bookings registration registrations application applications ' +
  'submit submits submitted receive receives received website translate urgent calculate column columns delivery highest lowest newest oldest minutes hours email e-mail ' +
  'document documents create created finished payment payments supplier suppliers product products employee employees department otherwise response respond download ' +
  'positive negative sentiment because before after tomorrow please something somebody someone whenever should would could different several between compare ' +
  'calendar request requests requested contact contacts service support ticket tickets expense expenses receipt receipts holiday vacation absence absences inventory stock'
).split(' ');
const knownSet = new Set(known);

/** Real words that look like misspelt ones; they are left alone. */
const leave = new Set(
  'there these those where theirs whatever wherever older elder oldies difference differences court courts expensive location locations manage manages managed reviewers ticked frequent patent patents dairy remnant summit moaning world contains contain theses evacuation finishes reschedule rescheduled translator translators reporters supplies supply stack stacks projects project investors position positions remote workdays workday rebooking rebookings addressee scheme schemes tropical mourning sliced counties discount discounts mounting amounted crated treated treatment rescue cleaner parental prudent statue status stature statues numbered emails booming looking cooking hooking printed primary secondary sorting sport sports story stories support supports weekly inquiry delivery slavery recipe recipes deceive perceive perceived weaker stork stocks shock stick sticky clock lock courses course contract contracts contacts content contents customs costume tropics groups grouped counts counted county country sorts sorted reported reporter remained remains order odder averages totals mounted weekend weekends minute hour houses reviewed reviewer topical thesis comment approve approves submitted answered messaged approver invoiced mothers fathers produce produces producer producers produced approach approached reviewing patience commend commends summarise summaries alarm customs student statement statements categories posted sorted mended meeting meetings deadline deadlines delivers delivered deliver registered register registers complain complains complaining completed compile replies applied applies applicant applicants recent section options notice notices notified notifies compares converted attached attaches received receiver thanks remain remainder reminded extracts extracted ordered cleared invites invited minute couple counter schools orders monitor translates created creates filters filtered answers document booked booking tenants parent guests guest quest request'.split(
    ' ',
  ),
);

export function correctWords(text: string): string {
  return text.replaceAll(/\p{L}{5,}/gu, (word) => corrected(word));
}

function corrected(word: string): string {
  const lower = word.toLowerCase();
  if (knownSet.has(lower) || leave.has(lower)) return word;
  // A name keeps its spelling: a capital inside a sentence is seldom a slip.
  if (/^\p{Lu}/u.test(word) && !/^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Evry|Wenever)/u.test(word) && word.length < 6) return word;
  const allowed = lower.length >= 8 ? 2 : 1;
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - lower.length) > allowed || candidate.length < 5) continue;
    if (isInflection(lower, candidate)) return word;
    if (candidate[0] !== lower[0] && lower.length < 8) continue;
    const distance = editDistance(lower, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? word;
}

/** The same word with an ending is no slip. */
function isInflection(word: string, base: string): boolean {
  const stem = base.replace(/e$/u, '');
  return word.startsWith(stem) && /^(?:e?s|e?d|ing|er|ers|ly|e|al|ation)$/u.test(word.slice(stem.length));
}

/** Edits between two words, two neighbouring letters swapped counting as one; gives up above `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let value = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? limit + 1;
}

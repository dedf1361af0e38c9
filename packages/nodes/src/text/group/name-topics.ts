import { nameWorth, type Phrase, phrasesOf, roleOf } from './phrases.ts';

export interface TopicName {
  readonly label: string;
  readonly keywords: readonly string[];
}

interface Candidate {
  readonly key: string;
  readonly stems: readonly string[];
  readonly phrase: Phrase;
  /** Share of the topic's comments that have it. */
  readonly coverage: number;
  readonly score: number;
}

/** Comments looked at for each topic's name. */
const sampleSize = 600;

/**
 * A name and keywords for each topic, in words as the comments have them. Words count by how many comments of the topic have them against how many
 * of the others do (class-based TF-IDF over comments); things are preferred to verbs and moods; keywords do not repeat each other.
 *
 * @param groups comments of each topic; @param others comments without topic, which count as background
 */
export function nameTopics(groups: readonly (readonly string[])[], others: readonly string[]): TopicName[] {
  const counted = groups.map((texts) => countPhrases(spread(texts)));
  const background = new Map<string, number>();
  let total = 0;
  for (const { counts, texts } of [...counted, countPhrases(spread(others))]) {
    total += texts;
    for (const [key, { count }] of counts) background.set(key, (background.get(key) ?? 0) + count);
  }
  const surfaces = new Map<string, Map<string, number>>();
  for (const { forms } of counted) {
    for (const [key, byText] of forms) {
      const known = surfaces.get(key) ?? new Map<string, number>();
      for (const [text, count] of byText) known.set(text, (known.get(text) ?? 0) + count);
      surfaces.set(key, known);
    }
  }
  const taken = new Set<string>();
  return counted.map((topic) => {
    const candidates = ranked(topic, background, total);
    const name = labelFrom(candidates, topic, taken, surfaces);
    taken.add(name.label);
    return name;
  });
}

interface Counted {
  readonly texts: number;
  readonly counts: Map<string, { readonly phrase: Phrase; count: number }>;
  readonly forms: Map<string, Map<string, number>>;
}

function spread(texts: readonly string[]): readonly string[] {
  const stride = Math.max(1, Math.ceil(texts.length / sampleSize));
  return texts.filter((_, index) => index % stride === 0);
}

function countPhrases(texts: readonly string[]): Counted {
  const counts = new Map<string, { phrase: Phrase; count: number }>();
  const forms = new Map<string, Map<string, number>>();
  for (const text of texts) {
    for (const phrase of phrasesOf(text.slice(0, 2000))) {
      const known = counts.get(phrase.key);
      if (known) known.count++;
      else counts.set(phrase.key, { phrase, count: 1 });
      const surface = phrase.words.map((word) => word.text).join(' ');
      const byText = forms.get(phrase.key) ?? new Map<string, number>();
      byText.set(surface, (byText.get(surface) ?? 0) + 1);
      forms.set(phrase.key, byText);
    }
  }
  return { texts: texts.length, counts, forms };
}

function ranked(topic: Counted, background: ReadonlyMap<string, number>, total: number): Candidate[] {
  const candidates: Candidate[] = [];
  const needed = topic.texts >= 6 ? 2 : 1;
  for (const [key, { phrase, count }] of topic.counts) {
    if (count < needed) continue;
    const coverage = count / topic.texts;
    const elsewhere = ((background.get(key) ?? count) - count + 0.5) / Math.max(1, total - topic.texts);
    const lift = Math.log2(1 + coverage / (elsewhere + 0.02));
    const length = phrase.words.length > 1 ? 1.25 : 1; // a pair says more than its words, when it comes up at all
    candidates.push({ key, stems: key.split(' '), phrase, coverage, score: coverage ** 0.8 * lift * nameWorth(phrase.words) * length });
  }
  return candidates.sort((a, b) => b.score - a.score || a.key.localeCompare(b.key));
}

function labelFrom(
  candidates: readonly Candidate[],
  topic: Counted,
  taken: ReadonlySet<string>,
  surfaces: Map<string, Map<string, number>>,
): TopicName {
  const show = (candidate: Candidate): string => mostFrequent(surfaces.get(candidate.key)) ?? candidate.key;
  const keywords: Candidate[] = [];
  for (const candidate of candidates) {
    if (keywords.length === 6) break;
    // A word that is part of a chosen pair, or a pair around a chosen word, says nothing new.
    if (keywords.some(({ stems }) => stems.some((stem) => candidate.stems.includes(stem)))) continue;
    keywords.push(candidate);
  }
  const words = keywords.map(show);
  const [head] = keywords;
  if (!head) return { label: fallbackLabel(taken), keywords: [] };
  const label = capital(withDescription(head, candidates, topic, show));
  const [second] = keywords.slice(1);
  const wide =
    head.coverage < 0.4 &&
    second !== undefined &&
    second.score > 0.5 * head.score &&
    roleOf(second.phrase.words.at(-1) ?? { text: '', stem: '' }) === 'thing';
  const full = wide || (taken.has(label) && second) ? `${label} and ${show(second as Candidate)}` : label;
  return { label: taken.has(full) ? `${full} (more)` : full, keywords: words };
}

/** "Delivery" becomes "Late delivery" where enough of the comments about it say so, next to it or not. */
function withDescription(
  head: Candidate,
  candidates: readonly Candidate[],
  topic: Counted,
  show: (candidate: Candidate) => string,
): string {
  const [only, more] = head.phrase.words;
  if (!only || more) return show(head);
  if (roleOf(only) === 'description') {
    // "Stale" alone is no name; "Stale coffee" is.
    const thing = candidates.find(({ phrase, coverage }) => phrase.words.length === 1 && nameWorth(phrase.words) === 1 && coverage >= 0.15);
    return thing ? `${show(head)} ${show(thing)}` : show(head);
  }
  const pair = candidates.find(
    ({ stems, coverage, score }) =>
      stems.length === 2 && stems.includes(head.key) && coverage >= 0.3 * head.coverage && score >= 0.4 * head.score,
  );
  if (pair) return show(pair);
  const described = candidates.find(({ phrase, coverage, score }) => {
    const [word, more] = phrase.words;
    return word !== undefined && more === undefined && roleOf(word) === 'description' && coverage >= 0.25 && score >= 0.2 * head.score;
  });
  if (!described || topic.texts < 6) return show(head);
  return `${show(described)} ${show(head)}`;
}

function mostFrequent(forms: ReadonlyMap<string, number> | undefined): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [text, count] of forms ?? []) {
    if (count > most) {
      most = count;
      best = text;
    }
  }
  return best;
}

function fallbackLabel(taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`Topic ${number}`)) number++;
  return `Topic ${number}`;
}

function capital(text: string): string {
  const shown = text.replace(/\bwifi\b/g, 'Wi-Fi');
  return shown.charAt(0).toUpperCase() + shown.slice(1);
}

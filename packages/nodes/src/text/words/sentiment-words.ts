/** Words that blame, as people do in short comments. */
export const blameWords: ReadonlySet<string> = new Set(
  `bad terrible awful horrible worst worse poor disappointing disappointed disappointment annoying annoyed frustrating frustrated unacceptable ridiculous useless pathetic disgusting dirty filthy cold stale rude unfriendly impolite
  broken damaged cracked smashed crushed torn leaked leaking leaky faulty defective late slow delayed delay delays never nobody missing lost wrong expensive overpriced loud noisy crash crashes crashed crashing fails failed fail failing error errors
  problem problems issue issues complaint complain refund stopped disconnected impossible unable unhelpful ignored waited waiting waste wasted nightmare mess chaos chaotic confusing unclear dry hard soggy smelled smelly stained mould mold sticky
  cancelled cancel unanswered overcrowded crowded freezing lukewarm tasteless burnt bitter greasy flickers worthless scam ripped rip-off robbery fault faults hate hated angry furious upset unfair unsafe dangerous died dead stuck blocked bug bugs
  buggy lag laggy lags freezes freeze hidden double twice overcharged mistake mistakes forgot forgotten without empty hung shouted refused refuse rejected weak thin cheap narrow`
    .split(/\s+/)
    .filter(Boolean),
);

export const praiseWords: ReadonlySet<string> = new Set(
  `good great nice excellent amazing wonderful fantastic perfect best love loved loves lovely happy pleased satisfied thank thanks recommend recommended friendly kind helpful quick fast beautiful delicious tasty fresh superb brilliant
  favourite favorite enjoyed enjoy pleasant polite welcoming clean comfortable awesome outstanding impressed delighted glad smooth reliable fair generous reasonable easy finally spotless attentive professional cheerful top stars`
    .split(/\s+/)
    .filter(Boolean),
);

export const negations: ReadonlySet<string> = new Set(
  `not no never none nobody nothing without hardly barely don't doesn't didn't isn't wasn't aren't weren't can't cannot couldn't won't wouldn't shouldn't hasn't haven't hadn't dont doesnt didnt isnt wasnt cant couldnt wont nor neither`
    .split(/\s+/)
    .filter(Boolean),
);

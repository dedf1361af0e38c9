/** Words that say nothing about a comment's topic. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again against ago all almost alone along already also although always am among an and another any anybody anyone anything anyway anywhere are aren't around as at away
  back be became because become been before behind being below beside between beyond both but by came can can't cannot come comes coming could couldn't did didn't do does doesn't doing don't done down during
  each either else enough etc even ever every everybody everyone everything everywhere except far few fewer first for from further gave get gets getting give gives given go goes going gone got had hadn't half has hasn't have haven't having
  he he's her here here's hers herself him himself his how however i i'd i'll i'm i've if in indeed inside instead into is isn't it it's its itself just keep keeps kept knew know known last later least less let let's like likely little
  look looks made make makes making many may maybe me mean means meant meanwhile might mine more most mostly much must my myself near nearly need needed needs neither never next no nobody none nor not nothing now nowhere
  of off often oh ok okay on once one ones only onto or other others otherwise ought our ours ourselves out outside over own per perhaps please put quite rather really reason said same saw say says second see seem seemed seems seen several shall she she'd should shouldn't
  side simply since so some somebody someone something sometimes somewhere soon still such take takes taken taking tell than thank thanks that that's the their theirs them themselves then there there's these they they'd they're they've thing things think this those though through throughout thus till
  to together told too took toward towards tried try trying twice under unless until up upon us use used uses using usually very via want wanted wants was wasn't way we we'd we'll we're we've well went were weren't what what's whatever when where whether which while who who's whoever whole whose why
  will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself
  im ive dont cant didnt doesnt isnt wasnt wont couldnt wouldnt shouldnt havent hasnt id ill youre theyre
  zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand third
  day days week weeks month months year years hour hours minute minutes second seconds today yesterday tomorrow morning afternoon evening night time times
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december weekend
  apart middle end start lot lots bit kind sort stuff anymore ages hi hello dear sir madam regards`
    .split(/\s+/)
    .filter(Boolean),
);

/** Words of praise, blame and degree: they colour a topic's name but are seldom the topic. */
export const sentimentWords: ReadonlySet<string> = new Set(
  `good bad great nice poor terrible awful horrible excellent amazing wonderful fantastic perfect best worst better worse love loved loves hate hated happy unhappy disappointed disappointing disappointment annoying annoyed frustrating
  frustrated frustration angry unacceptable ridiculous useless pathetic lovely fine pleasant unpleasant impossible absolutely completely totally extremely incredibly really truly definitely utterly super pretty slightly constantly
  problem problems issue issues complaint complaints experience bloody disgrace shame joke nightmare sad sorry hope wish recommend unfortunately wrong right big small huge long short high low new old happened happen happens work works worked working
  people person customer customers guest guests client clients patient patients user users member members kid kids child children parent parents son daughter wife husband mother father friend friends family
  actually literally simply basically honestly seriously properly finally different similar certain certainly probably possible able unable available decent average ordinary normal expect expected supposed nobody`
    .split(/\s+/)
    .filter(Boolean),
);

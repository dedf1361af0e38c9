/** Words that describe a thing: good in front of its name ("Slow delivery"), too little alone. */
export const describingWords: ReadonlySet<string> = new Set(
  `late slow cold hot warm lukewarm dirty filthy clean unclean rude unfriendly impolite friendly helpful unhelpful broken damaged cracked expensive cheap overpriced pricey loud noisy quiet crowded overcrowded full empty
  missing lost stale dry greasy tasteless salty bland burnt raw fresh smelly stinky sticky stained weak poor confusing complicated outdated unclear dangerous unsafe painful delayed cancelled blocked closed free extra fast quick limited
  narrow tight tiny dark bright ill sick double faulty defective torn leaky leaking rotten mouldy moldy dusty freezing boiling stuffy disgusting unhealthy healthy vegan vegetarian incorrect inaccurate incomplete unanswered unresponsive
  laggy buggy endless irregular unfair unreliable uncomfortable comfortable hard soft heavy thin thick used long automatic online personal public private daily weekly monthly early`
    .split(/\s+/)
    .filter(Boolean),
);

/** Frequent verbs: a topic is seldom called by one. */
export const actionWords: ReadonlySet<string> = new Set(
  `wait waits call calls called send sends sent order ordered arrive arrives arrived receive receives received pay pays paid ask asks asked find finds found tell tells promise promised show shows showed shown stand stood sit sat eat ate eaten drink
  drive drove driven buy bought sell sold open opens opened close closes leave leaves left stop stops stopped start starts started begin began run runs ran turn turns turned bring brings brought hear heard sleep slept speak spoke spoken talk talks talked
  write wrote written read reply replies answer answers answered pick picks picked add adds added change changes changed load loads loaded lose loses fail fails failed crash crashes crashed break breaks broke charge charged charges return returned returns
  offer offers offered provide provides provided serve serves served cost costs help helps helped feel feels felt taste tastes tasted smell smells smelled smelt fit fits fix fixes fixed repair repaired wear wore miss missed rang ring rings hang hung
  cut cuts hold holds held ignore ignored shout shouted treat treated share shared book booked reserve reserved post posts posted accept accepts accepted build built enjoy enjoyed stay stayed visit visited choose chose chosen become became lead led
  join joined reach reached park parked taken cleaned clean gone attach attached prefer preferred believe believed complain complained understand understood learn learned explain explained remove removed drop drops dropped hit hits push pushed said`
    .split(/\s+/)
    .filter(Boolean),
);

/** Exit code of a process that was begun while its database was away: to be begun again. */
export const noDatabase = 75;

const CHINA = 'China is Asia/Shanghai'
const CHICAGO = 'Chicago is America/Chicago'
const DENVER = 'Denver is America/Denver'
const NEW_YORK = 'New York is America/New_York'
const LOS_ANGELES = 'Los Angeles is America/Los_Angeles'
const SYDNEY = 'Sydney is Australia/Sydney'
const MIDDLE_EUROPE = 'Berlin is Europe/Berlin; Paris is Europe/Paris'

/** Abbreviations that people write for a time zone, and the places that may be meant by each. */
export const SHORT_ZONES: ReadonlyMap<string, string> = new Map([
  ['CST', `${CHINA}; ${CHICAGO}`],
  ['CDT', CHICAGO],
  ['PRC', CHINA],
  ['CTT', CHINA],
  ['BST', 'London is Europe/London; Dhaka is Asia/Dhaka'],
  ['IST', 'India is Asia/Kolkata; Israel is Asia/Jerusalem; Ireland is Europe/Dublin'],
  ['PST', `${LOS_ANGELES}; Manila is Asia/Manila`],
  ['PDT', LOS_ANGELES],
  ['ECT', 'Ecuador is America/Guayaquil; Paris is Europe/Paris'],
  ['AST', 'Halifax is America/Halifax; Anchorage is America/Anchorage; Riyadh is Asia/Riyadh'],
  ['EST', `${NEW_YORK}; ${SYDNEY}; Panama, without summer time, is America/Panama`],
  ['EDT', NEW_YORK],
  ['MST', `${DENVER}; Phoenix, without summer time, is America/Phoenix; Kuala Lumpur is Asia/Kuala_Lumpur`],
  ['MDT', DENVER],
  ['SST', 'Pago Pago is Pacific/Pago_Pago; Singapore is Asia/Singapore'],
  ['ACT', `${SYDNEY}; Darwin is Australia/Darwin; Rio Branco is America/Rio_Branco`],
  ['AEST', SYDNEY],
  ['AEDT', SYDNEY],
  ['ART', 'Buenos Aires is America/Argentina/Buenos_Aires; Cairo is Africa/Cairo'],
  ['NST', "St. John's is America/St_Johns; Auckland is Pacific/Auckland"],
  ['GST', 'Dubai is Asia/Dubai'],
  ['CET', MIDDLE_EUROPE],
  ['CEST', MIDDLE_EUROPE],
  ['MET', MIDDLE_EUROPE],
  ['EET', 'Athens is Europe/Athens; Helsinki is Europe/Helsinki; Cairo is Africa/Cairo'],
  ['HKT', 'Hong Kong is Asia/Hong_Kong'],
  ['SGT', 'Singapore is Asia/Singapore'],
  ['KST', 'Seoul is Asia/Seoul'],
  ['MSK', 'Moscow is Europe/Moscow'],
])

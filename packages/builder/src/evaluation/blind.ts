import { planned, type PlannerCase } from './planner-case.ts';

/**
 * Sentences that no rule was written for, each with its drawing in one line, such as `form: file.read|- data.group(city) file.write|-`:
 * `|` divides steps that are as good, `-` is no step at all, ` / ` begins another list, and parentheses hold what the configuration
 * (of a schedule the cron, of a placeholder the wish) contains. A `?` after the trigger says that the sentence leaves it open.
 */
const drawings: Readonly<Record<string, string>> = {
  // Files, tables and forms
  'csv of orders, only the ones from france, back as csv': 'form: file.read data.filter(france) file.write(csv)',
  'remove the double emails from my members list': 'form: file.read data.deduplicate(email) file.write|-',
  'Upload sales.xlsx and tell me the total revenue per region': 'form: file.read data.group(region) data.sort|- file.write|-',
  'sort the price list, cheapest first': 'form: file.read data.sort(price) file.write|-',
  'add a column with 19% vat to the uploaded price table and give me excel back':
    'form: file.read data.map|code.javascript file.write(excel)',
  'which 10 customers spent the most? i have a csv':
    'form: file.read data.group|- data.sort data.filter|code.javascript|- file.write|- / file.read data.group|- code.javascript file.write|-',
  'How many visitors per weekday, from an excel sheet':
    'form: file.read data.map|code.javascript|- data.group|code.javascript file.write|-',
  'pupils csv: drop duplicates, sort by last name, save as pdf': 'form: file.read data.deduplicate data.sort(last) file.write(pdf)',
  'turn this json file into a spreadsheet': 'form: file.read file.write(excel)',
  'members who havent paid -> send each a friendly reminder':
    'form?: file.read data.filter flow.for_each|- ai.generate|text.template|- email.send / file.read flow.for_each flow.if ai.generate|text.template|- email.send',
  'take the uploaded contract and pull out parties, start date and notice period into an excel':
    'form: file.read|- ai.extract(notice) file.write(excel)',
  'upload invoices (pdf) get number, amount, due date, put all in one table':
    'form: flow.for_each|- file.read ai.extract(amount) file.write|- / file.read flow.for_each ai.extract file.write|-',
  'what topics come up in these 400 survey comments': 'form: file.read ai.group|ai.summarize file.write|-',
  'cluster the feedback and mail me the groups at lena@cowork.example': 'form?: file.read|- ai.group email.send(lena@cowork.example)',
  'make a short summary of the uploaded minutes': 'form: file.read|- ai.summarize file.write|-',
  'sick note form: name, from, until. mail it to hr@mill.example': 'form(until): text.template|- email.send(hr@mill.example)',
  'repair request form with room number and photo, goes to janitor@school.example':
    'form(room): text.template|- email.send(janitor@school.example)',
  'Expense form (amount, purpose, receipt). Under 50 euro just tell accounting, above it needs an approval first':
    'form(purpose): flow.if(50) email.send flow.approval email.send|- email.send|- / flow.if flow.approval flow.merge|- email.send email.send|- email.send|-',
  'let parents upload a permission slip, teacher confirms, parents get a mail': 'form: file.read|- flow.approval email.send email.send|-',
  'feedback form. angry ones to owner@bistro.example straight away':
    'form: ai.classify|- flow.if|flow.switch|data.filter email.send(owner@bistro.example)',
  'translate an uploaded text to french and send it back as a file': 'form: file.read|- ai.generate(french) file.write email.send|-',
  'write product descriptions from a csv with names and features, output csv':
    'form: file.read flow.for_each|- ai.generate file.write(csv)',
  'label each review as positive, negativ or neutral and count them':
    'form?: file.read|- flow.for_each|- ai.classify(neutral) data.group|code.javascript file.write|-',
  'job application form with cv, summarise the cv for the hiring manager and email it to jobs@lintel.example':
    'form(cv): file.read|- ai.summarize email.send(jobs@lintel.example)',
  'event registration: name + email, send a ticket as pdf': 'form(email): text.template|- file.write(pdf) email.send',
  'lost & found form, just mail it to reception': 'form: text.template|- email.send',
  'Apply for a locker: form, caretaker says yes or no, student gets yes/no mail': 'form: flow.approval email.send email.send|-',
  'Merge the january and february excel into one':
    'form: file.read file.read|- flow.merge|code.javascript|- code.javascript|- file.write(excel)',
  'from the timesheet work out hours per employee, keep who did more than 40, write it to excel':
    'form: file.read data.map|- data.group(employee) data.filter(40) file.write(excel)',
  'orders.csv: price times qty, sum by product, biggest on top, excel please':
    'form: file.read data.map|code.javascript|- data.group(product) data.sort file.write(excel)',
  'uploaded addresses: only berlin, no duplicates, alphabetical, as csv to post@vereinshaus.example':
    'form: file.read data.filter(berlin) data.deduplicate data.sort file.write(csv) email.send(post@vereinshaus.example)',
  'grade list xlsx -> average per class -> pdf -> mail to head@lakeschool.example':
    'form: file.read data.group(class) file.write(pdf) email.send(head@lakeschool.example)',
  'csv of parcels: those over 20kg to heavy@freight.example, the rest to light@freight.example':
    'form: file.read data.filter file.write|- email.send(heavy@freight.example) data.filter file.write|- email.send(light@freight.example) / file.read data.filter data.filter email.send email.send / file.read flow.for_each|- flow.if email.send email.send',
  'for every row of the uploaded csv call https://api.parcel.example/track and write the answers in a new csv':
    'form: file.read flow.for_each http.request(api.parcel.example/track) data.set|data.map|- file.write(csv)',
  'guestlist excel, mail everyone their table number': 'form: file.read flow.for_each|- text.template|- email.send',
  'upload photo of receipt, read amount and shop, mail to bookkeeping': 'form: file.read|- ai.extract(amount) email.send',
  'complaint form; write a polite answer draft, supervisor checks it, then it goes out to the customer':
    'form: ai.generate flow.approval email.send email.send|-',
  'customers excel: first column should be upper case': 'form: file.read data.map|code.javascript file.write|-',
  'strip empty rows out of a csv': 'form: file.read data.filter|code.javascript file.write|-',
  'We get loads of applications as a csv. I only want to see the ones with 5+ years experience, best first, in an excel.':
    'form: file.read data.filter(5) data.sort file.write(excel)',
  'Could you build something where members type in their new address and our secretary gets a mail':
    'form(address): text.template|- email.send',
  'i always copy names out of letters by hand... upload letter, get name + adress out, make csv':
    'form: file.read|- ai.extract(name) file.write(csv)',
  'mail the parents the day after the trip form was filled in': 'form: flow.delay(86400) text.template|- email.send',
  'email head office the total once the csv with till takings is uploaded and summed per shop':
    'form: file.read data.group(shop) text.template|file.write|- email.send',
  'pdf certificate for every participant in the list': 'form: file.read flow.for_each|- text.template|ai.generate|- file.write(pdf)',
  'sumarize and file as pdf what ppl wrote in the anual survey (xlsx)':
    'form: file.read ai.summarize|ai.group file.write(pdf) / file.read ai.group ai.summarize file.write',
  'if the uploaded csv has more than 500 rows mail it@county.example, otherwise do nothing':
    'form: file.read data.group|code.javascript|- flow.if(500) email.send(it@county.example)',

  // Calls from other programs
  'POST comes in with a name, answer "hello <name>"': 'webhook: text.template|data.set|- flow.respond',
  'endpoint that returns the sum of the numbers sent to it': 'webhook: code.javascript|data.group|data.set flow.respond / flow.respond',
  'webhook with json array of items, filter price > 100, sort by price desc, respond':
    'webhook: data.filter(100) data.sort(price) flow.respond',
  'dedupe the incoming list by id and send it back': 'webhook: data.deduplicate(id) flow.respond',
  'on every new github issue have ai say if its a bug, question or feature and mail bugs to dev@quarry.example':
    'webhook: ai.classify(question) flow.if|flow.switch|data.filter email.send(dev@quarry.example)',
  'api: give it a customer id, it fetches https://crm.lodge.example/customers/<id> and returns only name and phone':
    'webhook: http.request(crm.lodge.example) data.set|data.map|code.javascript|ai.extract|text.template|- flow.respond',
  'when order placed wait 3 days then ask how it was': 'webhook: flow.delay(259200) ai.generate|text.template|- email.send',
  'order webhook: if total is over 1000 ask sales manager for ok, otherwise confirm right away by email':
    'webhook: flow.if(1000) flow.approval flow.merge|- email.send email.send|- email.send|- / flow.if email.send flow.approval email.send|- email.send|-',
  'forward whatever hits this hook to https://in.relay.example/x': 'webhook: http.request(in.relay.example/x) flow.respond|-',
  'incoming message -> write a friendly reply with ai -> respond with it': 'webhook: ai.generate flow.respond',
  'when the alarm system calls us mail guard@depot.example and boss@depot.example':
    'webhook: email.send(guard@depot.example)(boss@depot.example) email.send|-',
  'form from our website comes in as webhook, pull out name phone and what they want, then mail it to desk@vet.example':
    'webhook: ai.extract|data.set|- text.template|- email.send(desk@vet.example)',
  'Stripe payment failed -> wait a day -> remind the customer -> wait 3 more days -> remind again':
    'webhook: flow.delay(86400) email.send flow.delay(259200) email.send',
  'after a deploy hits the webhook, wait 30 sec, call https://app.nimbus.example/health, if its not ok mail oncall@nimbus.example':
    'webhook: flow.delay(30) http.request(app.nimbus.example/health) flow.if email.send(oncall@nimbus.example)',
  'router: payload.kind = order goes to https://a.shop.example, return goes to https://b.shop.example, all else answer unknown':
    'webhook: flow.switch http.request(a.shop.example) flow.respond|- http.request(b.shop.example) flow.respond|- flow.respond / flow.if http.request flow.respond|- flow.if http.request flow.respond|- flow.respond',
  'validate the json posted: if email is missing answer 400 else ok': 'webhook: code.javascript|- flow.if flow.respond(400) flow.respond',
  'when somebody cancels their membership ask the treasurer to confirm and then mail the member':
    'webhook?: flow.approval email.send email.send|-',
  'Translate any text I post to it into English and return it': 'webhook: ai.generate(english) flow.respond',
  'each time a booking comes in: thank you mail now, directions 1 day later': 'webhook: email.send flow.delay(86400) email.send',
  'take the posted rows, count per status, reply with the counts': 'webhook: data.group(status) flow.respond',
  'ticket came in: summarise it and email summary to desk@itcorner.example': 'webhook: ai.summarize email.send(desk@itcorner.example)',
  'hiya, so basically every time a customer buys a gift card I have to write them by hand, can it just mail them the code?':
    'webhook: text.template|- email.send',
  'thank donors by mail after checking with the chairman, donations come in by webhook':
    'webhook: ai.generate|text.template|- flow.approval ai.generate|text.template|- email.send',
  'respond with pong': 'webhook: flow.respond(pong)',

  // Times
  'every friday 16:00 remind staff@dental.example to fill in timesheets': 'schedule(0 16 * * 5): email.send(staff@dental.example)',
  'each day at 6am get https://rates.example/eur and mail it to me':
    'schedule(0 6 * * *): http.request(rates.example/eur) text.template|- email.send',
  'hourly check https://shop.example/up, mail when down': 'schedule(0 * * * *): http.request(shop.example/up) flow.if email.send',
  'on the 1st of every month at 9 mail tenants@block7.example that rent is due': 'schedule(0 9 1 * *): email.send(tenants@block7.example)',
  'every monday morning collect open tickets from https://help.pine.example/api/tickets, count by agent and mail team lead':
    'schedule: http.request(help.pine.example/api/tickets) data.filter|- data.group(agent) email.send',
  'tuesday and thursday at 18:15 send training reminder to u12@fcgreen.example': 'schedule(15 18 * * 2,4): email.send(u12@fcgreen.example)',
  'every 10 min fetch https://bus.example/delays; only if any delay over 15 min mail me':
    'schedule(*/10 * * * *): http.request(bus.example/delays) data.filter|- flow.if|data.filter email.send',
  'Nightly at 2: download https://stock.farm.example/export.csv, drop duplicates, post it to https://shop.farm.example/import':
    'schedule(0 2 * * *): http.request(stock.farm.example/export.csv)(POST) file.read|- data.deduplicate file.write|- http.request(shop.farm.example/import)',
  'sunday 8pm: news from https://news.town.example/feed summarised in 5 lines to club@town.example':
    'schedule(0 20 * * 0): http.request(news.town.example/feed) ai.summarize email.send(club@town.example)',
  'at midnight write https://api.meter.example/readings to a csv':
    'schedule(0 0 * * *): http.request(api.meter.example/readings) file.write(csv)',
  'every quarter build the sales excel from https://erp.oak.example/sales per product, boss must approve, then send it to board@oak.example':
    'schedule: http.request data.group file.write(excel) flow.approval email.send(board@oak.example) / http.request data.group flow.approval file.write email.send / http.request file.write flow.approval email.send',
  'daily standup questions to devs@loop.example, 9:15 mon-fri': 'schedule(15 9 * * 1-5): email.send(devs@loop.example)',
  'send email to info@kite.example if wind at https://wind.example/now is over 20 knots, look every hour':
    'schedule(0 * * * *): http.request(wind.example/now) flow.if(20) email.send(info@kite.example)',

  // By hand
  'one click: fetch https://api.dog.example/random and show me the result': 'manual: http.request(api.dog.example/random) text.template|-',
  'when i press start, mail crew@boat.example that we leave in an hour': 'manual: email.send(crew@boat.example)',
  'get the products from https://dummy.shop.example/products, keep the ones in stock, excel':
    'manual?: http.request(dummy.shop.example/products) data.filter file.write(excel)',
  'draft a job ad for a nurse with ai, let me check it, save as pdf': 'manual?: ai.generate(nurse) flow.approval file.write(pdf)',
  'run js that makes 20 random voucher codes and export to csv': 'manual?: code.javascript file.write(csv)',
  'load https://api.books.example/list and https://api.films.example/list, combine, sort by title, csv':
    'manual?: http.request(api.books.example/list)(api.films.example/list) http.request flow.merge|code.javascript|- code.javascript|- data.sort(title) file.write(csv)',

  // What no step does yet
  'new patient form -> text the patient a confirmation by SMS': 'form: text.template|- placeholder(sms|text)',
  'every morning at 7 post the weather from https://wttr.example/today in our slack':
    'schedule(0 7 * * *): http.request(wttr.example/today) text.template|ai.summarize|- placeholder(slack)',
  'When a lead comes in through the site, add it to the CRM and mail sales@brightroof.example':
    'webhook?: placeholder(crm) email.send(sales@brightroof.example)',
  'booking request form for the community hall, caretaker has to ok it, then put it in the google calendar':
    'form: flow.approval placeholder(calendar) email.send|- email.send|-',
  'whatsapp me when the server at https://status.pond.example/health does not answer 200, check every 5 minutes':
    'schedule(*/5 * * * *): http.request(status.pond.example/health) flow.if(200) placeholder(whatsapp)',
  'order csv in, one trello card per line pls': 'form: file.read flow.for_each|- placeholder(trello)',
  'summarize the meeting notes i upload and put it in notion': 'form: file.read|- ai.summarize placeholder(notion)',
  'print a label for each order in the excel': 'form: file.read flow.for_each|- text.template|- file.write|- placeholder(print|label)',
  'Ticket webhook: classify as bug, billing or other; bugs go to jira, billing to billing@hexapi.example':
    'webhook: ai.classify(billing) flow.switch|flow.if flow.if|- placeholder(jira) flow.if|- email.send(billing@hexapi.example)',
  'save every invoice that comes to our inbox to google drive': 'manual?: placeholder|- file.read|- placeholder(drive)',
  'call the on call nurse by phone if the fridge sensor sends a temp over 8': 'webhook: flow.if(8) placeholder(call|phone)',
  'birthdays csv, every day at 9 look who has birthday and send them a telegram':
    'schedule(0 9 * * *): file.read|placeholder|- data.filter flow.for_each|- text.template|- placeholder(telegram)',
  'sign up form for the newsletter, subscribe them in mailchimp': 'form: placeholder(mailchimp) email.send|-',
  'query our postgres db every night for unpaid invoices and mail the list to accounts@tilefloor.example':
    'schedule: placeholder(postgres|database|db) data.filter|- file.write|- email.send(accounts@tilefloor.example)',
  'dm me on discord when someone fills in the raid signup form': 'form: text.template|- placeholder(discord)',
  'New staff form: name, start date, role. Create their google account, then email them the house rules':
    'form(start): placeholder(account) text.template|- email.send',
  'refund request form -> manager approves -> pay it back through stripe -> tell the customer by mail':
    'form: flow.approval placeholder(stripe|pay) email.send email.send|-',
  'twice a day at 8 and 16 tweet a random line from our quotes file':
    'schedule(0 8,16 * * *): file.read|placeholder|- code.javascript|- placeholder(tweet|twitter)',
  'add a reminder to everyones outlook calender for the appointments in this csv':
    'form: file.read flow.for_each|- placeholder(calend|outlook)',
  'When the shop webhook reports stock below 5, sms the owner and email orders@paperhut.example':
    'webhook: flow.if(5) placeholder(sms) email.send(orders@paperhut.example) / flow.if email.send placeholder',

  // What has to be asked back
  hi: 'ask',
  'i need help with the thing from yesterday': 'ask',
  'our office is chaos, fix it': 'ask',
  'bitte jeden Freitag eine Erinnerung an alle schicken': 'ask',
  'how much does this cost per month?': 'ask',
  'lkjh poiu mnb': 'ask',
  '???': 'ask',
  'do the usual': 'ask',
  'I want to be more productive at work': 'ask',
  'workflow please': 'ask',
};

export const blind: readonly PlannerCase[] = Object.entries(drawings).map(([sentence, drawing]) =>
  drawing === 'ask' ? planned(sentence, 'trigger.manual', '', { question: true }) : drawn(sentence, drawing),
);

function drawn(sentence: string, drawing: string): PlannerCase {
  const {
    kind = '',
    open,
    hint,
    lists = '',
  } = /^(?<kind>[a-z]+)(?<open>\?)?(?:\((?<hint>[^)]*)\))?: (?<lists>.+)$/u.exec(drawing)?.groups ?? {};
  const [first = [], ...others] = lists.split(' / ').map(stepsOf);
  const [steps = '', ...alternatives] = [first, ...others].flatMap(everyWay);
  const hints = first.flatMap((step) => step.hints.map((text) => ({ type: step.choices[0] ?? '', text })));
  const placeholders = hints.filter(({ type }) => type === 'placeholder').map(({ text }) => text);
  const config = hints.filter(({ type }) => type !== 'placeholder').map(({ type, text }) => `${type}: ${text}`);
  if (kind === 'form' && hint) config.unshift(`trigger.form: ${hint}`);
  return planned(sentence, `trigger.${kind}` as PlannerCase['trigger'], steps, {
    ...(kind === 'schedule' && hint && { cron: hint }),
    ...(open && { note: 'trigger open' }),
    placeholders,
    config,
    alternatives,
  });
}

interface Step {
  readonly choices: readonly string[];
  readonly hints: readonly string[];
}

function stepsOf(list: string): Step[] {
  return [...list.matchAll(/([^\s(]+)((?:\([^)]*\))*)/gu)].map(([, choices = '', hints = '']) => ({
    choices: choices.split('|').map((type) => (type === '-' ? '' : type)),
    hints: [...hints.matchAll(/\(([^)]*)\)/gu)].map(([, text = '']) => text),
  }));
}

/** Node types divided by spaces, for every choice of every step. */
function everyWay(steps: readonly Step[]): string[] {
  return steps.reduce<string[]>((ways, { choices }) => ways.flatMap((way) => choices.map((type) => `${way} ${type}`)), ['']);
}

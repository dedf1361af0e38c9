import { planned, type PlannerCase } from './planner-case.ts';

/** The half that rules are never written from: what it scores is what strangers meet. */
export const heldOut: readonly PlannerCase[] = [
  planned('call the customer by phone if the delivery is late', 'trigger.webhook', 'placeholder', {
    placeholders: ['phone|call'],
    note: 'trigger open',
    alternatives: ['flow.if placeholder'],
  }),
  planned('after approval pay the invoice with paypal', 'trigger.form', 'flow.approval placeholder', {
    placeholders: ['paypal'],
    note: 'trigger open',
  }),
  planned('summarize this pdf in 5 bullet points', 'trigger.form', 'file.read ai.summarize'),
  planned(
    'after a field report is uploaded summarise it, translate to French and email partners',
    'trigger.form',
    'file.read ai.summarize ai.generate email.send',
  ),
  planned(
    'on webhook, look up the customer at https://crm.example/api/customers, and send both to https://bi.example/in',
    'trigger.webhook',
    'http.request http.request',
    { alternatives: ['http.request flow.merge http.request', 'http.request data.set http.request'] },
  ),
  planned(
    'remove duplicate customers from a csv by email and give it back to me as csv',
    'trigger.form',
    'file.read data.deduplicate file.write',
    { config: ['data.deduplicate: email', 'file.write: csv'] },
  ),
  planned('summarise the referral letter pdf for the doctor', 'trigger.form', 'file.read ai.summarize', {
    alternatives: ['file.read ai.summarize email.send'],
  }),
  planned(
    'birthday list: every day at 7 check the list at https://hr.example.org/birthdays.json and mail everyone who has birthday today',
    'trigger.schedule',
    'http.request data.filter flow.for_each email.send',
    { cron: '0 7 * * *' },
  ),
  planned('quand un client remplit le formulaire, préviens le responsable', 'trigger.manual', '', { question: true }),
  planned(
    'Every time a customer leaves a bad review on our website, write an apology and let me check it before it goes out',
    'trigger.webhook',
    'ai.generate flow.approval email.send',
    { alternatives: ['flow.if ai.generate flow.approval email.send', 'ai.classify flow.if ai.generate flow.approval email.send'] },
  ),
  planned(
    'send the newsletter to every address in the csv with a pause of 5 seconds between',
    'trigger.form',
    'file.read flow.for_each email.send flow.delay',
    { config: ['flow.delay: 5'], alternatives: ['file.read flow.for_each flow.delay email.send'] },
  ),
  planned(
    'Hi! So every Monday at 8 we get the support tickets from https://desk.example.com/api/tickets?status=open. I want to keep the ones with priority high, group them by topic, make an Excel out of that and send it to lead@example.com with copy to boss@example.com. Thanks!!',
    'trigger.schedule',
    'http.request data.filter ai.group file.write email.send',
    { cron: '0 8 * * 1', config: ['email.send: boss@example.com', 'data.filter: high'] },
  ),
  planned(
    'When an order arrives send it to our ERP at https://erp.example.com/api/orders and mail a confirmation',
    'trigger.webhook',
    'http.request email.send',
    { config: ['http.request: erp.example.com'] },
  ),
  planned('each sunday 19:00 mail parents the lunch menu', 'trigger.schedule', 'email.send', { cron: '0 19 * * 0' }),
  planned(
    'viewing request form with name, email and flat number. send them the address, wait a day, ask if still interested',
    'trigger.form',
    'email.send flow.delay email.send',
    { config: ['flow.delay: 86400'] },
  ),
  planned('Every Friday at 16:00 remind everyone@firm.example to fill in their hours', 'trigger.schedule', 'email.send', {
    cron: '0 16 * * 5',
    config: ['email.send: everyone@firm.example'],
  }),
  planned('print the kitchen tickets when a order comes in', 'trigger.webhook', 'placeholder', { placeholders: ['print'] }),
  planned(
    'every school day at 7.45 check https://status.school.example and if it is down email it@school.example',
    'trigger.schedule',
    'http.request flow.if email.send',
    { cron: '45 7 * * 1-5', config: ['email.send: it@school.example'] },
  ),
  planned(
    'meter readings csv: consumption = new - old, find those above 500 and send me as excel',
    'trigger.form',
    'file.read data.map data.filter file.write email.send',
    { config: ['data.map: old', 'data.filter: 500'], alternatives: ['file.read data.map data.filter file.write'] },
  ),
  planned('when a new order comes in add it to google sheets and mail me', 'trigger.webhook', 'placeholder email.send', {
    placeholders: ['sheets'],
  }),
  planned('trip permission form with parent email, yes/no and notes. if no tell the teacher', 'trigger.form', 'flow.if email.send'),
  planned('help', 'trigger.manual', '', { question: true }),
  planned('at midnight post to https://backup.example.com/start', 'trigger.schedule', 'http.request', {
    cron: '0 0 * * *',
    config: ['http.request: POST'],
  }),
  planned('create a trello card for each task in the csv', 'trigger.form', 'file.read flow.for_each placeholder', {
    placeholders: ['trello'],
  }),
  planned(
    'when /orders gets a POST, check that amount is positive, if not respond 400, otherwise forward to https://core.example/api and respond with ok',
    'trigger.webhook',
    'flow.if flow.respond http.request flow.respond',
    { alternatives: ['flow.if http.request flow.respond flow.respond'] },
  ),
  planned('add a column vat = net * 0.19 and gross = net + vat to my csv', 'trigger.form', 'file.read data.map', {
    config: ['data.map: 0.19'],
    alternatives: ['file.read data.map file.write'],
  }),
  planned('extract all email addresses from the document and remove doubles', 'trigger.form', 'file.read ai.extract data.deduplicate', {
    config: ['ai.extract: email'],
  }),
  planned('yearly on december 1st mail all customers our christmas hours', 'trigger.schedule', 'email.send', {
    cron: '0 9 1 12 *',
    note: 'hour open',
  }),
  planned('webhook that receives a name and answers with hello name', 'trigger.webhook', 'flow.respond', {
    alternatives: ['data.set flow.respond', 'text.template flow.respond'],
  }),
  planned(
    'webshop order comes in, if country is not Germany mail export team otherwise mail the normal warehouse',
    'trigger.webhook',
    'flow.if email.send email.send',
  ),
  planned('the thing from last week again', 'trigger.manual', '', { question: true }),
  planned(
    'daily at 22:30 get sales from https://pos.example.com/day and mail me total per waiter',
    'trigger.schedule',
    'http.request data.group email.send',
    { cron: '30 22 * * *', alternatives: ['http.request data.group file.write email.send'] },
  ),
  planned(
    'Every weekday at 6:30 fetch todays appointments from https://clinic.example/api/today and email the list to the front desk',
    'trigger.schedule',
    'http.request email.send',
    { cron: '30 6 * * 1-5', alternatives: ['http.request text.template email.send'] },
  ),
  planned('insert every uploaded row into our postgres database', 'trigger.form', 'file.read flow.for_each placeholder', {
    placeholders: ['database|postgres'],
    alternatives: ['file.read placeholder'],
  }),
  planned('when stock of a product falls below 10 our system calls you, send an email to purchasing', 'trigger.webhook', 'email.send', {
    alternatives: ['flow.if email.send'],
  }),
  planned(
    'get orders from https://a.example/orders and customers from https://a.example/customers, join them on customer_id, revenue per region, excel, mail to sales@a.example every first of the month at 6',
    'trigger.schedule',
    'http.request http.request flow.merge data.group file.write email.send',
    { cron: '0 6 1 * *', config: ['flow.merge: customer_id', 'data.group: region'] },
  ),
  planned(
    'Upload an invoice. Extract supplier and amount. If the amount is more than 1000 the CFO must approve. Then send it to accounting@firm.example',
    'trigger.form',
    'file.read ai.extract flow.if flow.approval email.send',
    {
      config: ['flow.if: 1000', 'email.send: accounting@firm.example'],
      alternatives: ['file.read ai.extract flow.if flow.approval email.send email.send'],
    },
  ),
  planned('when github calls the hook and a build has failed mail the devs', 'trigger.webhook', 'flow.if email.send'),
  planned(
    'when I click run, fetch https://api.example.com/users, sort by name and save as csv',
    'trigger.manual',
    'http.request data.sort file.write',
    { config: ['file.write: csv'] },
  ),
  planned('read my outlook calendar every morning at 8 and mail me the meetings', 'trigger.schedule', 'placeholder email.send', {
    cron: '0 8 * * *',
    placeholders: ['calendar|outlook'],
  }),
  planned(
    'email me evry mornig at 7 a summary of https://news.example.com/rss',
    'trigger.schedule',
    'http.request ai.summarize email.send',
    { cron: '0 7 * * *' },
  ),
  planned('post the weekly sales to teams every friday at 3pm', 'trigger.schedule', 'placeholder', {
    cron: '0 15 * * 5',
    placeholders: ['teams'],
    alternatives: ['http.request placeholder', 'placeholder placeholder'],
  }),
  planned('mon-fri 17:45 send a mail to cleaning', 'trigger.schedule', 'email.send', { cron: '45 17 * * 1-5' }),
  planned(
    'read cvs as pdf, score them against the job description, and if the score is above 7 send an invite otherwise a polite rejection',
    'trigger.form',
    'file.read ai.generate flow.if email.send email.send',
    { alternatives: ['file.read ai.extract flow.if email.send email.send', 'file.read ai.classify flow.if email.send email.send'] },
  ),
  planned('new patient registration form with name, date of birth, phone and insurance; mail reception', 'trigger.form', 'email.send', {
    config: ['trigger.form: birth'],
  }),
  planned('tweet our new blog post every tuesday at 11', 'trigger.schedule', 'placeholder', {
    cron: '0 11 * * 2',
    placeholders: ['tweet|twitter'],
    alternatives: ['ai.generate placeholder'],
  }),
  planned('get 3 linkedin post ideas from the uploaded article', 'trigger.form', 'file.read ai.generate'),
  planned('every 2 hours between nothing special just check our shop api https://s.example/health', 'trigger.schedule', 'http.request', {
    cron: '0 */2 * * *',
  }),
  planned(
    'plumber emergency form, address + problem + phone. if urgent send mail to on duty else to office',
    'trigger.form',
    'flow.if email.send email.send',
    {
      alternatives: [
        'ai.classify flow.if email.send email.send',
        'ai.classify flow.switch email.send email.send',
        'flow.switch email.send email.send',
      ],
    },
  ),
  planned(
    'take donor list, total donations by country, top 5 only, as pdf for the board',
    'trigger.form',
    'file.read data.group data.sort file.write',
    { config: ['data.sort: 5', 'file.write: pdf'] },
  ),
  planned(
    'Shopify order webhook, extract the delivery notes with AI and post them to https://courier.example.net/jobs',
    'trigger.webhook',
    'ai.extract http.request',
  ),
  planned('count how many reviews we got per star rating', 'trigger.form', 'file.read data.group', {
    config: ['data.group: count'],
    alternatives: ['file.read data.group file.write'],
  }),
  planned('API: classify the text in the request as spam or not spam and return the label', 'trigger.webhook', 'ai.classify flow.respond', {
    config: ['ai.classify: spam'],
  }),
  planned('rent is late: remind tenants on the 5th of each month at 9', 'trigger.schedule', 'email.send', {
    cron: '0 9 5 * *',
    alternatives: [
      'flow.for_each email.send',
      'placeholder flow.for_each email.send',
      'http.request flow.for_each email.send',
      'http.request data.filter flow.for_each email.send',
    ],
  }),
  planned(
    'expense claim with amount, purpose and receipt; under 50 approve automatically, else the finance lead has to sign off, then pay out via https://pay.example.com/transfers',
    'trigger.form',
    'flow.if http.request flow.approval http.request',
    { alternatives: ['flow.if flow.approval http.request'] },
  ),
  planned(
    'When a new employee starts, send a welcome mail, wait 3 days, then ask them how its going',
    'trigger.form',
    'email.send flow.delay email.send',
    { config: ['flow.delay: 259200'], note: 'trigger open' },
  ),
  planned('i am so tired of this job', 'trigger.manual', '', { question: true }),
  planned(
    'write a blog post about our new product and let me approve it before it gets mailed to the list',
    'trigger.manual',
    'ai.generate flow.approval email.send',
  ),
  planned(
    'training sign-up form (name, email, course). confirm to the participant and tell the trainer',
    'trigger.form',
    'email.send email.send',
  ),
  planned('workflow', 'trigger.manual', '', { question: true }),
  planned('send tenant whatsapp when heating is repaired', 'trigger.webhook', 'placeholder', {
    placeholders: ['whatsapp'],
    note: 'trigger open',
  }),
  planned(
    'table reservation form: name, date, time, people. more than 8 people needs ok from the chef, others get confirmed directly',
    'trigger.form',
    'flow.if flow.approval email.send email.send',
    {
      config: ['flow.if: 8'],
      alternatives: ['flow.if flow.approval email.send', 'flow.if flow.approval email.send email.send email.send'],
    },
  ),
  planned(
    'Every day at noon fetch https://api.example.com/tickets, keep only open ones older than 3 days and mail a list to support',
    'trigger.schedule',
    'http.request data.filter email.send',
    { cron: '0 12 * * *', config: ['data.filter: 3'], alternatives: ['http.request data.filter file.write email.send'] },
  ),
  planned(
    'i get a lot of feedbak in a csv file. can you group it by topics and mail the result to sarah@hotel.example',
    'trigger.form',
    'file.read ai.group email.send',
    { config: ['email.send: sarah@hotel.example'], alternatives: ['file.read ai.group file.write email.send'] },
  ),
  planned(
    'extract patient name, medication and dosage from the discharge letter and put it into a csv',
    'trigger.form',
    'file.read ai.extract file.write',
    { config: ['ai.extract: dosage', 'file.write: csv'] },
  ),
  planned(
    'lab results come in through an api call. if value is abnormal mail the doctor and wait for her approval before we tell the patient',
    'trigger.webhook',
    'flow.if email.send flow.approval email.send',
    { alternatives: ['flow.if flow.approval email.send'] },
  ),
  planned('take the product list, calculate margin = price - cost, and export to csv', 'trigger.form', 'file.read data.map file.write', {
    config: ['data.map: price', 'file.write: csv'],
  }),
  planned('on the last friday of the month send a reminder', 'trigger.schedule', 'email.send', { note: 'no plain cron' }),
  planned('do it better than zapier', 'trigger.manual', '', { question: true }),
  planned(
    'onboarding: form with name, department and start date. create an account via https://id.example.com/users, then send welcome mail, and after a week a check in mail',
    'trigger.form',
    'http.request email.send flow.delay email.send',
    { config: ['flow.delay: 604800'] },
  ),
  planned('employee survey csv -> topics -> pdf -> mail to board@ngo.example', 'trigger.form', 'file.read ai.group file.write email.send', {
    config: ['file.write: pdf', 'email.send: board@ngo.example'],
  }),
  planned(
    'each complaint in the uploaded list should get an own answer mail written by ai, but i want to approve every one',
    'trigger.form',
    'file.read flow.for_each ai.generate flow.approval email.send',
  ),
  planned(
    'run on weekends at 10 am: download https://data.example.org/prices.csv and make an excel',
    'trigger.schedule',
    'http.request file.read file.write',
    { cron: '0 10 * * 6,0', alternatives: ['http.request file.write'] },
  ),
  planned(
    'remind people whose contract ends within 30 days, list is an excel i upload',
    'trigger.form',
    'file.read data.filter flow.for_each email.send',
    { alternatives: ['file.read data.filter email.send'] },
  ),
  planned(
    'students whose average is below 5 should get a mail with an offer for tutoring, i upload the grades as csv',
    'trigger.form',
    'file.read data.filter flow.for_each email.send',
    { config: ['data.filter: 5'] },
  ),
  planned('save the uploaded file to dropbox and mail the link', 'trigger.form', 'placeholder email.send', { placeholders: ['dropbox'] }),
  planned(
    'quarterly: on jan 1, apr 1, jul 1 and oct 1 at 9am mail the accountant that vat return is due',
    'trigger.schedule',
    'email.send',
    { cron: '0 9 1 1,4,7,10 *' },
  ),
  planned(
    'For every applicant in the excel: if points >= 60 send acceptance, unless the place is already taken then waiting list mail, otherwise rejection',
    'trigger.form',
    'file.read flow.for_each flow.if flow.if email.send email.send email.send',
    {
      config: ['flow.if: 60'],
      alternatives: [
        'file.read flow.for_each flow.switch email.send email.send email.send',
        'file.read flow.for_each flow.if email.send email.send',
      ],
    },
  ),
  planned('take my orders spreadsheet and tell me total sales per product as excel', 'trigger.form', 'file.read data.group file.write', {
    config: ['data.group: sum'],
  }),
  planned('group course evaluation comments into topics per course', 'trigger.form', 'file.read ai.group', {
    alternatives: ['file.read flow.for_each ai.group', 'file.read ai.group file.write', 'file.read data.group ai.group'],
  }),
  planned(
    'patients fill in a symptom questionnaire; if pain is higher than 7 alert the nurse immediately otherwise send standard advice',
    'trigger.form',
    'flow.if email.send email.send',
    { config: ['flow.if: 7'] },
  ),
  planned('weekdays 9am email me the weather from https://wttr.example/berlin', 'trigger.schedule', 'http.request email.send', {
    cron: '0 9 * * 1-5',
  }),
  planned(
    'rewrite our product descriptions from the csv so they sound friendlier, keep the rest, excel',
    'trigger.form',
    'file.read flow.for_each ai.generate file.write',
    { alternatives: ['file.read flow.for_each file.write ai.generate', 'file.read ai.generate file.write'] },
  ),
  planned('blue monday elephant sideways', 'trigger.manual', '', { question: true }),
  planned('make a zoom meeting when someone books and send them the link', 'trigger.webhook', 'placeholder email.send', {
    placeholders: ['zoom'],
    note: 'form or webhook',
  }),
  planned(
    'incoming webhook from typeform, extract company and budget, if budget > 20k mail sales else add to nurture list via https://mk.example/api/list',
    'trigger.webhook',
    'ai.extract flow.if email.send http.request',
    { alternatives: ['flow.if email.send http.request'] },
  ),
  planned('Jeden Montag um 8 Uhr schicke mir eine E-Mail mit den offenen Rechnungen', 'trigger.manual', '', { question: true }),
  planned('sick note upload, forward the file to hr', 'trigger.form', 'email.send', { config: ['email.send: attachments'] }),
  planned(
    'every 15 minutes check if our donation page is up, if not send an email',
    'trigger.schedule',
    'http.request flow.if email.send',
    { cron: '*/15 * * * *' },
  ),
];

import { planned, type PlannerCase } from './planner-case.ts';

/** Wishes of up to two steps, and those that cannot be drawn. */
export const shortWishes: readonly PlannerCase[] = [
  planned('press button -> mail team@ngo.example "lunch is ready"', 'trigger.manual', 'email.send', {
    config: ['email.send: lunch is ready'],
  }),
  planned('allergy inquiries from our contact form: answer them automaticly from a template', 'trigger.form', 'text.template email.send', {
    alternatives: ['email.send', 'ai.generate email.send'],
  }),
  planned(
    'leave request form with name, start date, end date and reason. ask the manager to approve. mail the employee the decision',
    'trigger.form',
    'flow.approval email.send',
    { config: ['trigger.form: date'], alternatives: ['flow.approval email.send email.send'] },
  ),
  planned('Send all new orders to our slack channel', 'trigger.webhook', 'placeholder', { placeholders: ['slack'] }),
  planned('mondays at half past eight send a standup reminder to team@example.com', 'trigger.schedule', 'email.send', {
    cron: '30 8 * * 1',
  }),
  planned('run some javascript on the payload and respond with the result', 'trigger.webhook', 'code.javascript flow.respond'),
  planned('job finished -> wait 1 week -> ask customer for a review', 'trigger.webhook', 'flow.delay email.send', {
    config: ['flow.delay: 604800'],
    note: 'trigger open',
  }),
  planned('webhook -> wait 10 seconds -> respond done', 'trigger.webhook', 'flow.delay flow.respond', { config: ['flow.delay: 10'] }),
  planned('when a row is added to google sheets send a mail', 'trigger.manual', 'placeholder email.send', { placeholders: ['sheet'] }),
  planned('wait 6 months after the visit and then send a check-up reminder', 'trigger.webhook', 'flow.delay email.send', {
    note: 'trigger open',
  }),
  planned('volunteer sign up form, ask coordinator for approval then welcome mail', 'trigger.form', 'flow.approval email.send'),
  planned('what can you do?', 'trigger.manual', '', { question: true }),
  planned('when someone pays with stripe send them a thank you mail', 'trigger.webhook', 'email.send', {
    alternatives: ['text.template email.send', 'ai.generate email.send'],
  }),
  planned(
    'hey can you make something that asks the boss before any holiday gets approved? ppl fill in a form',
    'trigger.form',
    'flow.approval',
    { alternatives: ['flow.approval email.send', 'flow.approval email.send email.send'] },
  ),
  planned('Cuando llegue un pedido nuevo, mándame un correo', 'trigger.manual', '', { question: true }),
  planned('make an api endpoint that takes a text and returns a summary', 'trigger.webhook', 'ai.summarize flow.respond'),
  planned('list all suppliers we paid more than 10,000 to last year', 'trigger.form', 'file.read data.filter', {
    config: ['data.filter: 10000'],
    alternatives: ['file.read data.group data.filter', 'file.read data.filter file.write', 'file.read data.group data.filter file.write'],
  }),
  planned('convert the uploaded excel to csv', 'trigger.form', 'file.read file.write', { config: ['file.write: csv'] }),
  planned('asdf qwer zxcv', 'trigger.manual', '', { question: true }),
  planned('make everything easier pls', 'trigger.manual', '', { question: true }),
  planned('automate my business', 'trigger.manual', '', { question: true }),
  planned('42', 'trigger.manual', '', { question: true }),
  planned('average invoice amount per customer from csv', 'trigger.form', 'file.read data.group', {
    config: ['data.group: average'],
    alternatives: ['file.read data.group file.write'],
  }),
  planned('read the reviews in this excel and tell me what people complain about most', 'trigger.form', 'file.read ai.group', {
    alternatives: ['file.read ai.group file.write'],
  }),
  planned('put viewing appointments into my google calendar', 'trigger.form', 'placeholder', {
    placeholders: ['calendar'],
    note: 'trigger open',
  }),
  planned('recognise the text on a scanned photo and put it in excel', 'trigger.form', 'placeholder file.write', {
    placeholders: ['photo|scan'],
    alternatives: ['placeholder ai.extract file.write'],
  }),
  planned('when a new order comes in, send me an email', 'trigger.webhook', 'email.send'),
  planned('transcribe the audio recording and summarise it', 'trigger.form', 'placeholder ai.summarize', {
    placeholders: ['audio|transcri'],
  }),
  planned('every tuesday and thursday at 10 order vegetables by email from farm@green.example', 'trigger.schedule', 'email.send', {
    cron: '0 10 * * 2,4',
    config: ['email.send: farm@green.example'],
  }),
  planned('on the 1st of every month remind all team leads to hand in timesheets', 'trigger.schedule', 'email.send', {
    cron: '0 9 1 * *',
    note: 'hour open',
  }),
  planned(
    'parents fill in absence form for their child (child name, class, date, reason), mail the class teacher',
    'trigger.form',
    'email.send',
    { config: ['trigger.form: class'] },
  ),
  planned('make 10 quiz questions out of the uploaded pdf', 'trigger.form', 'file.read ai.generate', {
    alternatives: ['file.read ai.generate file.write'],
  }),
  planned('if an order is cancelled email the warehouse and tell the customer', 'trigger.webhook', 'email.send email.send'),
  planned('every hour call https://api.example.com/sync', 'trigger.schedule', 'http.request', {
    cron: '0 * * * *',
    config: ['http.request: api.example.com/sync'],
  }),
  planned(
    'satisfaction survey after treatment, group negative answers by topic each month and send to quality@clinic.example',
    'trigger.schedule',
    'ai.group email.send',
    {
      cron: '0 9 1 * *',
      note: 'data source is not said',
      alternatives: ['file.read ai.group email.send', 'http.request ai.group email.send', 'placeholder ai.group email.send'],
    },
  ),
  planned('put new leads from the web form into hubspot', 'trigger.form', 'placeholder', { placeholders: ['hubspot'] }),
  planned('注文が入ったらメールで知らせて', 'trigger.manual', '', { question: true }),
  planned('nightly at 2 clean up: call delete https://api.example.com/tmp', 'trigger.schedule', 'http.request', {
    cron: '0 2 * * *',
    config: ['http.request: DELETE'],
  }),
  planned('remind patients one day before their appointment by SMS', 'trigger.manual', 'placeholder', {
    placeholders: ['sms'],
    note: 'trigger open',
    alternatives: ['flow.delay placeholder', 'flow.for_each placeholder'],
  }),
  planned('json file to excel pls', 'trigger.form', 'file.read file.write', { config: ['file.write: excel'] }),
  planned(
    'meeting notes: i paste text, you make a summary with action items and mail it to the team',
    'trigger.form',
    'ai.summarize email.send',
    { alternatives: ['ai.generate email.send', 'ai.summarize ai.extract email.send', 'ai.extract email.send'] },
  ),
];

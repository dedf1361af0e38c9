-- Messages to people who are asked, and what people found out about outside effects that nobody was sure of.

-- One person asked by one question; the row says how the last message to them went. A row that is due is sent by whoever claims it first,
-- by moving `due_at` into the future: a sender that dies leaves it to the next one.
create table wait_mail (
  org_id text not null,
  run_id text collate "C" not null,
  wait_id text not null,
  -- As it is asked, in lower case.
  address text not null,
  why text not null check (why in ('asked', 'reminder', 'escalation', 'delegation')),
  state text not null check (state in ('due', 'sent', 'failed', 'no_server')),
  attempts int not null default 0,
  -- When it is to be tried next; null when nothing is to be sent.
  due_at timestamptz,
  sent_at timestamptz,
  -- Why it did not go out, in words.
  error text,
  primary key (org_id, run_id, wait_id, address),
  foreign key (org_id, run_id) references run on delete cascade
);
create index wait_mail_due on wait_mail (due_at) where due_at is not null;
create index wait_mail_wait on wait_mail (org_id, wait_id);
select arches_protect_table('wait_mail');
select arches_open_to_lookup('wait_mail', 'select');

-- Questions with people whom no message was ever tried to reach (a process died before it could), and messages that are due.
create function waits_to_mail(row_limit int) returns table (org_id text, run_id text, step text)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.org_id, w.run_id, w.step from run_wait w
  where w.kind = 'approval' and w.status = 'open' and w.opened_at < now() - interval '20 seconds'
    and exists (
      select from json_array_elements_text(w.assignees) asked
      where not exists (
        select from wait_mail m
        where m.org_id = w.org_id and m.run_id = w.run_id and m.wait_id = w.id and m.address = lower(trim(asked))))
  union
  select m.org_id, m.run_id, w.step from wait_mail m
  join run_wait w on w.org_id = m.org_id and w.run_id = m.run_id and w.id = m.wait_id
  where m.due_at <= now() and w.status = 'open'
  limit row_limit
$$;
select arches_publish_lookup('waits_to_mail(int)');

-- Somebody looked whether a write to the outside happened. The step keeps what the run itself knew.
create table effect_check (
  org_id text not null,
  run_id text collate "C" not null,
  step text not null,
  happened boolean not null,
  comment text not null default '',
  -- E-mail address.
  checked_by text not null,
  checked_at timestamptz not null default now(),
  primary key (org_id, run_id, step),
  foreign key (org_id, run_id) references run on delete cascade
);
select arches_protect_table('effect_check');

-- What runs spend on models, against the budgets of their workflows. Amounts are billionths of a dollar, rounded up.

-- A run whose workflow sets a budget. What is held is for calls under way, or for calls that may have been paid when their process ended.
-- Apart from the run's own row, so that the flush and the calls never wait for each other.
create table run_budget (
  org_id text not null,
  run_id text collate "C" not null,
  budget_nano bigint not null check (budget_nano >= 0),
  spent_nano bigint not null default 0,
  held_nano bigint not null default 0,
  primary key (org_id, run_id),
  foreign key (org_id, run_id) references run on delete cascade
);
select arches_protect_table('run_budget');

-- A call that may cost something, kept before it is made. `lost`: nobody knows what it cost, so it counts with its estimate.
create table model_call (
  org_id text not null,
  -- The run that makes it.
  run_id text collate "C" not null,
  id text collate "C" not null,
  step text not null,
  attempt int not null,
  model text not null,
  state text not null default 'open' check (state in ('open', 'settled', 'lost')),
  estimate_nano bigint not null,
  cost_nano bigint check ((cost_nano is null) = (state <> 'settled')),
  -- The runs whose budgets it draws on: its own, and those of the runs that wait for it.
  budgets text[] not null,
  made_at timestamptz(3) not null default now(),
  primary key (org_id, run_id, id),
  foreign key (org_id, run_id) references run on delete cascade
);
select arches_protect_table('model_call');

-- What an operator says a model costs, in US dollars a million tokens; it wins over the list that comes with the program.
alter table model_provider add column input_usd double precision check (input_usd >= 0);
alter table model_provider add column output_usd double precision check (output_usd >= 0);
alter table model_provider add constraint model_provider_price check ((input_usd is null) = (output_usd is null));

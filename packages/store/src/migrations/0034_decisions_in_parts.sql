-- What follows from a run's last event is written in parts, of which the last is not there yet: whoever takes the run over decides it anew.
alter table run add column undecided boolean not null default false;

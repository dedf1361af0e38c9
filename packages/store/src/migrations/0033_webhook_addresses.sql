-- All that listens at some addresses, so that many calls are one look-up, and a call with another method hears which ones there are.
create function find_webhook_routes(wanted_paths text[])
returns table (path text, method text, org_id text, workflow_id text, version int, node_id text, respond text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.path, r.method, r.org_id, r.workflow_id, r.version, r.node_id, r.respond
  from webhook_route r where r.path = any (wanted_paths) and r.is_live
$$;
select arches_publish_lookup('find_webhook_routes(text[])');

import type { JsonObject } from '@arches/kernel';
import type { Generated, Insertable, Selectable } from 'kysely';
import type { JsonColumn } from './json-column.ts';

/** What a member may do; each includes those after it. */
export type Role = 'owner' | 'admin' | 'builder' | 'operator' | 'viewer';

export interface OrganisationTable {
  org_id: string;
  name: string;
  /** IANA name. */
  timezone: Generated<string>;
  created_at: Generated<Date>;
}

export interface ProjectTable {
  org_id: string;
  id: string;
  name: string;
  created_at: Generated<Date>;
}

export interface WorkspaceTable {
  org_id: string;
  id: string;
  project_id: string;
  name: string;
  created_at: Generated<Date>;
}

export interface UserTable {
  id: string;
  email: string;
  name: string;
  created_at: Generated<Date>;
  disabled_at: Date | null;
}

export interface CredentialTable {
  user_id: string;
  password_hash: string;
  updated_at: Generated<Date>;
}

export interface SessionTable {
  id: string;
  user_id: string;
  active_org_id: string | null;
  user_agent: string | null;
  ip: string | null;
  created_at: Generated<Date>;
  last_seen_at: Generated<Date>;
  expires_at: Date;
  revoked_at: Date | null;
}

export interface RefreshTokenTable {
  token_hash: string;
  session_id: string;
  created_at: Generated<Date>;
  expires_at: Date;
  used_at: Date | null;
}

export interface SetupStateTable {
  only_row: Generated<boolean>;
  token_hash: string | null;
  created_at: Generated<Date>;
  completed_at: Date | null;
}

export interface MembershipTable {
  org_id: string;
  user_id: string;
  role: Role;
  created_at: Generated<Date>;
}

export interface InvitationTable {
  org_id: string;
  id: string;
  email: string;
  role: Role;
  token_hash: string;
  invited_by: string;
  created_at: Generated<Date>;
  expires_at: Date;
  accepted_at: Date | null;
}

export interface ApiKeyTable {
  org_id: string;
  id: string;
  name: string;
  /** First characters of the key, to recognise it by. */
  prefix: string;
  key_hash: string;
  role: Generated<Role>;
  created_by: string;
  created_at: Generated<Date>;
  last_used_at: Date | null;
  expires_at: Date | null;
}

export interface MailSettingsTable {
  org_id: string;
  host: string;
  port: number;
  security: 'none' | 'starttls' | 'tls';
  username: string | null;
  password_sealed: string | null;
  from_address: string;
  updated_at: Generated<Date>;
}

export interface ModelProviderTable {
  org_id: string;
  id: string;
  kind: 'openai_compatible' | 'anthropic' | 'ollama';
  name: string;
  base_url: string | null;
  model: string;
  secret_sealed: string | null;
  /** What it costs by its owner's word, in US dollars a million tokens; both or neither. */
  input_usd: number | null;
  output_usd: number | null;
  is_default: Generated<boolean>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface AuditEventTable {
  org_id: string;
  id: string;
  at: Generated<Date>;
  category: 'authentication' | 'authorization' | 'data_access' | 'workflow_execution' | 'ai_generation' | 'configuration';
  action: string;
  actor_kind: 'user' | 'api_key' | 'system' | 'anonymous';
  actor_id: string | null;
  target_kind: string | null;
  target_id: string | null;
  details: JsonColumn<JsonObject>;
  ip: string | null;
}

export interface IdentityTables {
  organisation: OrganisationTable;
  project: ProjectTable;
  workspace: WorkspaceTable;
  app_user: UserTable;
  credential: CredentialTable;
  session: SessionTable;
  refresh_token: RefreshTokenTable;
  setup_state: SetupStateTable;
  membership: MembershipTable;
  invitation: InvitationTable;
  api_key: ApiKeyTable;
  mail_settings: MailSettingsTable;
  model_provider: ModelProviderTable;
  audit_event: AuditEventTable;
}

export type ProjectRow = Selectable<ProjectTable>;
export type WorkspaceRow = Selectable<WorkspaceTable>;
export type UserRow = Selectable<UserTable>;
export type SessionRow = Selectable<SessionTable>;
export type MailSettingsRow = Selectable<MailSettingsTable>;
export type ModelProviderRow = Selectable<ModelProviderTable>;
export type AuditEventRow = Selectable<AuditEventTable>;
export type NewAuditEvent = Omit<Insertable<AuditEventTable>, 'org_id' | 'id' | 'details'> & { readonly details?: JsonObject };

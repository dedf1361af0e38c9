import type { AdmissionControl, EmbeddedHost } from '@arches/engine';
import type { Catalog } from '@arches/kernel';
import type { Embedder } from '@arches/knowledge';
import type { NodeDefinition, Sandbox } from '@arches/nodes';
import type { BlobStore, Database, SecretBox, StorageMeter } from '@arches/store';
import type { Config } from './config.ts';
import type { ApprovalLinks } from './features/approvals/approval-links.ts';
import type { PeopleMailer } from './features/approvals/mail-people.ts';
import type { TokenKeys } from './features/auth/access-token.ts';
import type { Planner } from './features/builder/planner-port.ts';
import type { ChangeFeed } from './features/workflows/change-feed.ts';
import type { DeliveryLog } from './features/hooks/delivery-log.ts';
import type { LiveTriggers } from './features/hooks/live-triggers.ts';
import type { MailBox } from './features/settings/mail-box.ts';
import type { ModelShelf } from './features/models/model-shelf.ts';
import type { SettingsShelf } from './features/variables/settings-shelf.ts';
import type { Log } from './log.ts';

/** Everything that use cases are given. Each takes the two or three parts that it uses. */
export interface AppDeps {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly secrets: SecretBox;
  readonly engine: EmbeddedHost;
  /** What organisations keep and may keep. */
  readonly meter: StorageMeter;
  /** Who may begin. */
  readonly admission: AdmissionControl;
  /** The door out. */
  readonly fetch: typeof fetch;
  readonly catalog: Catalog;
  readonly definitions: readonly NodeDefinition[];
  readonly embedder: Embedder;
  readonly sandbox: Sandbox;
  readonly tokenKeys: TokenKeys;
  readonly models: ModelShelf;
  /** What runs may read as `vars` and `env`. */
  readonly settings: SettingsShelf;
  readonly mail: MailBox;
  /** Signed links to questions, and the mails that bring them. */
  readonly links: ApprovalLinks;
  readonly mailer: PeopleMailer;
  readonly planner: Planner;
  readonly triggers: LiveTriggers;
  readonly deliveries: DeliveryLog;
  readonly changes: ChangeFeed;
  /** Where people reach this server; no slash at its end. */
  readonly publicUrl: string;
  /** Tells the schedule that its times have changed. */
  readonly schedulesChanged: () => void;
}

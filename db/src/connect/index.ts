export {
  type Actor,
  type ClientKind,
  type Database,
  type DatabaseOptions,
  openDatabase,
  type PlatformTx,
  type Sql,
  type Statement,
  type TenantTx,
} from './database.ts';
export { migrate, type RolePasswords } from './migrate.ts';
export { asDomainError, isTransient, violates } from './sql-errors.ts';
